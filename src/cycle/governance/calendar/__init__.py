"""Days of the year: holidays, elections, milestones, and what changes before the meeting."""
