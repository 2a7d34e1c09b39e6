"""What a person or a flow asks for: run, decide, resume, print, move, answer."""
