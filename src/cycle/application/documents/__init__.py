"""Makes letters, enclosures and meeting papers once, and stores them."""
