"""Opens a document before it is published and names everything in it that its readers were not meant to see."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
