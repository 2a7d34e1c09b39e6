"""Who hosts and leads a year (vertskap), and whose turn it is."""
