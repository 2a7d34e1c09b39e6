"""Mails that machines write: that one was not delivered, or that somebody is away."""
