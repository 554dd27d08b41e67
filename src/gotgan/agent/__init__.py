"""The program that goes where the data is. Never imports Django."""
