"""Plans weighed against each other: an attack, a model and the figures of a trial, on rows held back and on the whole.

`release` plays a shorter attack and model on what it writes; here each is set against rows the release never saw.
"""
