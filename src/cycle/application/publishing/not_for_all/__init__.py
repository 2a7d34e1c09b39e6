"""What is not for everybody, found and told before anything is published."""
