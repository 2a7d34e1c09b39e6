"""The steps of a year, one file a kind: the seven every year has, `signals` and, since it is closed, `act`."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
