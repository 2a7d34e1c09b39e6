"""Word files into PDF/A through a supervised LibreOffice, joined, split, and shown as pictures."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
