"""The annual meeting cycle of a Norwegian health community, from trigger to published archive."""
