"""What the pages of people say of steps, roles and browsers: in the reader's words, no name that only machines use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cycle import wording
from cycle.application.actions import STEPS
from cycle.application.persons import PersonRow
from cycle.application.year import LoadedCommunity
from cycle.catalogue import say, sentence
from cycle.model import Community, Language, Role
from cycle.wording import LANGUAGE_NAMES

ROLE_NAMES: Mapping[Role, str] = {
    "secretariat": sentence("secretariat"),
    "coordinator": sentence("coordinator"),
    "reader": sentence("reader"),
}
BROWSERS: Mapping[str, str] = {
    r"Edg(e|A|iOS)?/": "Edge",
    r"OPR/|Opera": "Opera",
    r"SamsungBrowser/": "Samsung Internet",
    r"Vivaldi/": "Vivaldi",
    r"Firefox/|FxiOS/": "Firefox",
    r"Chrome/|Chromium/|CriOS/": "Chrome",
    r"Safari/": "Safari",
}
"""What a browser has in the name it gives → what people call it; one that passes for another comes before it."""
SYSTEMS: Mapping[str, str] = {
    r"iPhone": "iPhone",
    r"iPad": "iPad",
    r"Android": "Android",
    r"Windows": "Windows",
    r"CrOS": "ChromeOS",
    r"Macintosh|Mac OS": "Mac",
    r"Linux|X11": "Linux",
}


def step_names(loaded: LoadedCommunity | None, language: Language, rows: Sequence[PersonRow]) -> dict[str, str]:
    """Return the steps somebody may decide on by what they are called; that of one dispatch with its own title."""
    names = {kind: say(language, step.title) for kind, step in STEPS.items()}
    called = {
        dispatch.id: wording.in_a_sentence(dispatch.title)
        for rules in (reversed(loaded.in_language(language).all_versions()) if loaded else ())
        for dispatch in rules.dispatch_values()
    }
    named = {step for row in rows for step in (*row.person.steps, *_listed(row.conflicts.get("steps")))}
    for step in sorted(named - set(names)):
        kind, _, dispatch = step.partition(".")
        names[step] = f"{names.get(kind, kind)}: {called.get(dispatch, dispatch)}" if dispatch else step
    return names


def file_says(
    field: str, value: object, *, language: Language, steps: Mapping[str, str], community: Community | None
) -> str:
    """Return what the community's file says of somebody, as the form beside it says it."""
    texts = _listed(value)
    match field:
        case "roles":
            known = {str(role): say(language, words) for role, words in ROLE_NAMES.items()}
            return ", ".join(known.get(text, text) for text in texts) or "–"
        case "steps":
            return ", ".join(steps.get(text, text) for text in texts) or say(language, "every step")
        case "language":
            return {str(form): name for form, name in LANGUAGE_NAMES.items()}.get(str(value), str(value))
        case "side":
            sides = community.sides if community else ()
            return {side.id: side.name for side in sides}.get(str(value), str(value)) or "–"
        case _:
            return ", ".join(texts) or "–"


def browser_named(agent: str, language: Language) -> str:
    """Return what people call a browser and what it runs on, by the name it gives itself."""
    browser = next((name for mark, name in BROWSERS.items() if re.search(mark, agent)), "")
    system = next((name for mark, name in SYSTEMS.items() if re.search(mark, agent)), "")
    if browser and system:
        return say(language, "{browser} on {system}", browser=browser, system=system)
    return browser or system or say(language, "unknown browser")


def _listed(value: object) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [str(value)] if value else []
    return [str(text) for text in value]
