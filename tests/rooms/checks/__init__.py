"""The contradiction checks and the other rules around answers. No database but for the addresses asked."""
