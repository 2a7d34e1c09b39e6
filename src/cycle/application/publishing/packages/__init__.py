"""The archive package of a year: what goes into it when the year is closed, and after each act."""
