"""What the year does, by what people do: each package keeps one promise, and its face holds what others use."""
