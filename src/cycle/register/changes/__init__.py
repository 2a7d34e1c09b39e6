"""What a file would change in the register that stands."""
