"""People, tokens, sign-in."""
