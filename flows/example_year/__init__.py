"""The demo: a whole year as three persons walk it."""
