"""The public site of all years and the package of one year."""
