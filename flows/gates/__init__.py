"""What a run shows, asks and takes: gates, forms, artifacts, and what goes wrong."""
