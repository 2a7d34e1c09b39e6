"""What a letter may mention, and the values of it."""
