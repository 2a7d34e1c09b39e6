"""Whether a year is as its approvals and the log of events say."""
