"""Mails to those who run the year."""
