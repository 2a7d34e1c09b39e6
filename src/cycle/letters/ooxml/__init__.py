"""A Word file as it is: package, parts, tags and the text that people see."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
