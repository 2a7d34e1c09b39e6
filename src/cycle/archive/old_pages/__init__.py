"""Old pages of past years: what they say of each meeting, where it stands, how sure it is, what does not agree."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
