"""Reads what came back, and says who comes."""
