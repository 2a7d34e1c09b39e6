"""What keeps the flows running on one machine: server, door, runs, launches and the watch over them."""
