"""Our own pages: gates, years, answers, received mail, stored files and the public site."""
