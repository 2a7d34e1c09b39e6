"""How the steps of a year run: where each stands, what is due, what goes on by itself."""
