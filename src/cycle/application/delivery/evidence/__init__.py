"""What became of each mail, and what proves it."""
