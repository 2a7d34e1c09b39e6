"""Whether what a letter says is seen: fonts, colours, places, pictures."""
