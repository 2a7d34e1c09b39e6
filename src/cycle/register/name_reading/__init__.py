"""Names as people write them, read as the name they mean."""
