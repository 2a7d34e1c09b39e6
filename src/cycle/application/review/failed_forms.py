"""The forms that could not be carried out, as the front page tells of them for a week."""

from __future__ import annotations

import datetime as dt

from cycle.application.persons import configured_community
from cycle.services import Services
from cycle.store.people.filled import FilledForm

FAILED_FOR, MOST_FAILED = dt.timedelta(days=7), 10
"""How long, and how many at most, they stand there."""


def failed_forms(services: Services, *, community: str = "") -> tuple[FilledForm, ...]:
    """Return the forms that could not be carried out in the last days, or those of a community, the newest first.

    One of which nobody knows whose it is belongs to the configured community.
    """
    found = services.memory.forms.failed(since=services.now() - FAILED_FOR)
    configured = configured_community(services.settings)
    own = [form for form in found if community in {"", form.community or configured}]
    return tuple(own[:MOST_FAILED])
