"""What a person or a flow asks for: run, decide, resume, print, move, answer."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
