"""The language of templates: what docxtpl and Jinja mean by a tag, and what a template says of its own accord."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
