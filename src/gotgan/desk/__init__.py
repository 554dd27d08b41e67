"""One Django-free helper process on loopback for what is heavy and interactive."""
