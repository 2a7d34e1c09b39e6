"""The archive package of one year: a BagIt bag, how it is read, and whether it is whole."""
