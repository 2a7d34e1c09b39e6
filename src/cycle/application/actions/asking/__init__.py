"""What somebody asks for outside the steps: an act, a print, another day, an answer about the rules."""
