"""The command line: one module a command, imports inside the functions."""
