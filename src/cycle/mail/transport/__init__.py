"""Hands a message to a mail server or a folder, and says which of four things happened."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
