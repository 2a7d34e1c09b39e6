"""Whom the rules invite, where seats are, and who gets which letter."""
