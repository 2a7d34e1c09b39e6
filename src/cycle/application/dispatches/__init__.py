"""Who gets a dispatch (utsending), and what each reader was told and is told now."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
