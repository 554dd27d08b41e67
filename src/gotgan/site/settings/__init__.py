"""Settings: base, embedded (the default), production (environment only), test."""
