"""Office files as they are read for the search: the package, and each kind of document."""
