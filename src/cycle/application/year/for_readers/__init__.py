"""How a year is said to its readers: links, markdown, names to choose among, and the other written form."""
