"""Who may log in, who is logged in, and what people handed in."""
