"""Whether what was published is as it was published, and how it is made whole again."""
