"""The seven steps of a year, one file each."""
