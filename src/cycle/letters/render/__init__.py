"""A template compiled once, and a letter for each recipient."""
