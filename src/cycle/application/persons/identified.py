"""Who asks, and what they may: for a name that somebody typed, where log-in is off."""

from __future__ import annotations

from cycle.governance.permissions import EVERY_STEP
from cycle.governance.permissions import may as may
from cycle.governance.permissions import may_decide as may_decide
from cycle.model import Community, Identified


def claimed(community: Community, name: str) -> Identified:
    """Return who somebody says they are. It proves nothing, so it may do what everybody may who reaches the page."""
    said = " ".join(name.split())
    return Identified(
        community=community.id,
        person="",
        name=said,
        address="",
        language=community.language,
        roles=("secretariat",),
        steps=(EVERY_STEP,),
        known_by="name",
    )
