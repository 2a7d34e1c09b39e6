"""Whether a message is as the official schema says, without network: each fault with the setting or field it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from lxml import etree

from cycle.archive.noark.message_tree import MessageTree
from cycle.errors import ConfigError, Problem
from cycle.phrases import Phrase

MessageFormat = Literal["fiks", "arkivmelding"]
SCHEMAS: Mapping[MessageFormat, str] = {
    "fiks": "fiks-arkiv-v1/no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.xsd",
    "arkivmelding": "arkivmelding-eformidling/arkivmelding.xsd",
}
"""Where the schema of each format lies in the folder of official schemas."""


def message_problems(
    tree: MessageTree, data: bytes, *, format: MessageFormat, schemas: Path, name: str
) -> Iterator[Problem]:
    """Yield what the schema refuses of a message as it is written; `name` is what it is called in the problem.

    ConfigError when the folder of schemas does not hold this one.
    """
    schema = _schema(_schema_file(format, schemas))
    written = etree.fromstring(data, etree.XMLParser(no_network=True, resolve_entities=False))
    if schema.validate(written):
        return
    for entry in schema.error_log:  # type: ignore[attr-defined]  # the stubs do not know that it is a list
        path = str(entry.path or "")
        origin = tree.origin(path) if path else ""
        file, _, where = origin.partition(": ") if ": " in origin else (name, "", origin or path)
        yield Problem(
            file=file,
            where=where,
            what=Phrase("the records system would refuse {name}: {why}", name=name, why=_plain(entry.message)),
            remedy=Phrase("write what the schema asks for; nothing was written"),
        )


def _schema_file(format: MessageFormat, schemas: Path) -> Path:
    file = schemas / SCHEMAS[format]
    if not file.is_file():
        raise ConfigError(
            [
                Problem(
                    file="settings",
                    where="CYCLE_ARCHIVE_SCHEMAS",
                    what=Phrase("{folder} does not hold {file}", folder=str(schemas), file=SCHEMAS[format]),
                    remedy=Phrase("name the folder that holds both folders of schemas, or leave the setting empty"),
                )
            ]
        )
    return file


@lru_cache(maxsize=2)
def _schema(file: Path) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(etree.parse(str(file), etree.XMLParser(no_network=True)))
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        what = Phrase("{file} is no schema that can be read", file=str(file))
        what = what.written_as(f"{what}: {error}")
        remedy = Phrase("fetch the schemas again from where they are published")
        raise ConfigError(
            [Problem(file="settings", where="CYCLE_ARCHIVE_SCHEMAS", what=what, remedy=remedy)]
        ) from error


def _plain(message: str) -> str:
    """Return the validator's words without namespaces, which fill the line."""
    return re.sub(r"\{[^}]*\}", "", message).strip()
