"""Deletes personal matter when its time is over, and leaves a mark of it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
