"""Years as older code stored them, each a whole home with the community and the templates of its day."""
