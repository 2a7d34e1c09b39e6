"""What commands share: options, the way to the store and to Prefect, and how they speak."""
