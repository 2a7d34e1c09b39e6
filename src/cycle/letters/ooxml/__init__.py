"""A Word file as it is: package, parts, tags and the text that people see."""
