"""What the tags of a template ask for, and whether it can be given."""
