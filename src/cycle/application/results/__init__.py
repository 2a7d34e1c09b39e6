"""What each step stores, one noun a step, and the one door they go in and out by."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
