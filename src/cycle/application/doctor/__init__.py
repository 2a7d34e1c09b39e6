"""What must hold before a year starts."""
