"""The language of templates: what docxtpl and Jinja mean by a tag, and what a template says of its own accord."""
