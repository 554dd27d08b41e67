"""Views: each reads the request, asks one page or action, and renders."""
