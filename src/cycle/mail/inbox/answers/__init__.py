"""What people and their calendars answer."""
