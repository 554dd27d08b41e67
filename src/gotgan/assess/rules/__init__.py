"""Pure decisions of assessing and selecting."""
