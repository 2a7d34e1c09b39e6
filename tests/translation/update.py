"""Writes the catalogues of `locale/` again from what code and templates say: run it after a sentence was changed.

    python -m tests.translation.update

What is new stands there without a translation, what nobody says any more is gone, the rest keeps its words. Both files
are in the order of the code, by file and sentence, without numbers of lines and without a day: a change of one
sentence is a change of its lines alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import groupby
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tests.translation.extraction import ROOT, Said, everything

LANGUAGES: Mapping[str, str] = {"nn": "nynorsk", "nb": "bokmål"}
HEADER = """\
# What the service says in {name}. The English is the key; translate what stands in msgstr, and keep the {{names}}.
# `make locale` keeps the keys with the code. See "Change a sentence" in CONTRIBUTING.md.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def catalogue_file(language: str) -> Path:
    """Return the file that holds a language."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "cycle.po"


def read(language: str) -> Catalog:
    """Return what a language says today."""
    return read_po(BytesIO(catalogue_file(language).read_bytes()), locale=language)


def updated(catalog: Catalog, said: Iterable[Said], *, language: str) -> str:
    """Return the catalogue as it should be written, with the translations that there are."""
    new = Catalog(locale=language)
    by_key = sorted(said, key=lambda found: (found.context, found.one, found.many, found.file))
    kept = []
    for (context, singular, many), found in groupby(by_key, key=lambda found: (found.context, found.one, found.many)):
        old = catalog.get(singular, context or None)
        same = old is not None and (isinstance(old.id, tuple) == bool(many))
        kept.append(
            Message(
                (singular, many) if many else singular,
                old.string if old is not None and same else ("", "") if many else "",
                locations=[(place.file, None) for place in found],  # type: ignore[list-item]
                user_comments=old.user_comments if old else (),
                context=context or None,
            )
        )
    for message in sorted(kept, key=lambda made: (made.locations[0][0], made.context or "", str(made.id))):
        message.flags.clear()
        new[message.id] = message
    written = BytesIO()
    write_po(written, new, width=110, omit_header=True, include_lineno=False)
    return HEADER.format(name=LANGUAGES[language], code=language) + written.getvalue().decode().strip() + "\n"


if __name__ == "__main__":
    for code in LANGUAGES:
        catalogue_file(code).write_text(updated(read(code), everything(), language=code), "utf-8")
