"""The programme (program) of a meeting from the committee's table."""
