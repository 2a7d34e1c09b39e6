"""The seal of a gate's form: it was made here, for this proposal and this reader, and is handed in once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedForm:
    """What stands hidden in a form: which proposal was shown, what the page said of it, and a number used once."""

    step: str
    """The year and the step."""
    mark: str
    """Revision and digest of the proposal."""
    shown: str
    """sha256 of the page as it was shown."""
    once: str
    seal: str

    def fields(self) -> Mapping[str, str]:
        """Return name → value of the hidden fields."""
        return {"framlegg": self.mark, "vist": self.shown, "ein": self.once, "segl": self.seal}


def seal_form(key: bytes, *, step: str, mark: str, shown: str, session: str) -> SealedForm:
    """Return the hidden part of a new form."""
    once = secrets.token_hex(16)
    seal = _seal(key, step, mark, shown, once, session)
    return SealedForm(step=step, mark=mark, shown=shown, once=once, seal=seal)


def opened(key: bytes, fields: Mapping[str, str], *, step: str, session: str) -> SealedForm | None:
    """Return the hidden part of a form that was handed in; None when this key, step and session did not make it."""
    mark, shown, once, given = (fields.get(name, "") for name in ("framlegg", "vist", "ein", "segl"))
    if not hmac.compare_digest(_seal(key, step, mark, shown, once, session).encode(), given.encode()):
        return None
    return SealedForm(step=step, mark=mark, shown=shown, once=once, seal=given)


def _seal(key: bytes, *parts: str) -> str:
    whole = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, whole.encode(), hashlib.sha256).hexdigest()
