"""What came in: answers, returned mail, and what may concern the meeting."""
