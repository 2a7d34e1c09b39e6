"""A finished message: addresses, headers, bodies, attachments, calendar file, signature."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
