"""What is sent when, what became of it, and what a person can do about it."""
