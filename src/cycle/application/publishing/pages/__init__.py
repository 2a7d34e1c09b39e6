"""What the public pages show of each meeting: its year, its letters, its past, in each written form."""
