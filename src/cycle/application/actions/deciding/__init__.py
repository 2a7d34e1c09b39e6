"""How a person decides on a step: who may, what is said with it, and what a late answer is told."""
