"""Hands a message to a mail server or a folder, and says which of four things happened."""
