"""The public site and the archive package of a year."""
