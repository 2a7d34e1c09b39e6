"""Past years read out of what a community has left of them."""
