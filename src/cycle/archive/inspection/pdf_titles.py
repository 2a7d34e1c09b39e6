"""Titles that programs write by themselves: the name of a file, or the path to it on somebody's machine."""

from __future__ import annotations

import re

_BY_PROGRAM = re.compile(
    r"^\s*(?:Microsoft\s+(?:Office\s+)?)?(?:Word|PowerPoint|Excel|Visio|Outlook|Publisher|Print)\s+-\s+", re.IGNORECASE
)
_FOLDER = re.compile(r"^\s*(?:file:|[A-Za-z]:[\\/]|\\\\|~?/\w|\.{1,2}[\\/])|\\\w", re.IGNORECASE)
_ENDING = re.compile(
    r"\.(?:do[ct][xm]?|pp[tsa][xm]?|pot[xm]?|xl[st][xmb]?|od[tpsg]|ot[tps]|pdf|rtf|txt|html?|msg|eml|indd|ai|psd|pub"
    r"|vsdx?|pages|key|numbers|tex|dvi|e?ps|jpe?g|png|tiff?|tmp|cdr|qxp|xps|csv|zip|dwg)\s*$",
    re.IGNORECASE,
)


def names_a_file(title: str) -> bool:
    """Return whether a title is what a program wrote of the file it was made of, and no person's words."""
    return any(pattern.search(title) for pattern in (_BY_PROGRAM, _FOLDER, _ENDING))


def without_file(title: str) -> str:
    """Return the words of a title without program, folder and ending; as it is where it names no file."""
    while names_a_file(title):
        inner = _ENDING.sub("", re.split(r"[\\/]|file:", _BY_PROGRAM.sub("", title))[-1])
        if inner == title:
            return ""
        title = inner
    return title.strip()
