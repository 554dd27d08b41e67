"""What the survey decides: pure, over plain values."""
