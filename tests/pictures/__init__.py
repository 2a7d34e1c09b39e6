"""The pictures of the guide, taken from the real pages: `make pictures`."""
