"""Background entries of assessing: ids in, the engine called, what it found recorded."""
