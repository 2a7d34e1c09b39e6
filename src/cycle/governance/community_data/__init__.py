"""What a community's files may say, as data, and what does not fit in them."""
