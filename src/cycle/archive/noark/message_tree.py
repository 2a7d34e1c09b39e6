"""A message as a tree that remembers where each value came from, so that a fault names the setting or the field."""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 file may hold, however it is written."""
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_TYPE = f"{{{_INSTANCE}}}type"


class MessageTree:
    """An XML message under way: elements in the order of the schema, in the namespace of the message or the catalogue.

    `own` is our namespace, for what neither schema has a place for.
    """

    own = "urn:cycle:noark:1"

    def __init__(self, root: str, *, namespace: str, catalogue: str) -> None:
        self._namespace, self._catalogue = namespace, catalogue
        spaces = {None: namespace, "n5mdk": catalogue, "xsi": _INSTANCE}
        self.root = etree.Element(f"{{{namespace}}}{root}", nsmap=spaces)  # type: ignore[arg-type]  # None: the default
        self._origins: list[tuple[etree._Element, str]] = []

    def add(
        self, parent: etree._Element, name: str, text: str = "", *, kind: str = "", origin: str = ""
    ) -> etree._Element:
        """Add an element of the message; `kind` is its type in the schema, `origin` where its text is written."""
        element = etree.SubElement(parent, f"{{{self._namespace}}}{name}")
        if kind:
            element.set(_TYPE, kind)
        return self._with(element, text, origin)

    def inner(self, parent: etree._Element, name: str, text: str = "", *, origin: str = "") -> etree._Element:
        """Add an element whose name the catalogue of metadata gives."""
        return self._with(etree.SubElement(parent, f"{{{self._catalogue}}}{name}"), text, origin)

    def ours(self, parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
        """Add an element of our own namespace, inside what the schema leaves open."""
        element = etree.SubElement(parent, f"{{{self.own}}}{name}", nsmap={"c": self.own})
        for key, value in attributes.items():
            element.set(key, printable(value))
        return self._with(element, text, "")

    def code(self, parent: etree._Element, name: str, code: str, text: str = "", *, origin: str = "") -> etree._Element:
        """Add a value of a code list: its code, and what it stands for."""
        element = self.add(parent, name, origin=origin)
        self.inner(element, "kode", code, origin=f"{origin}.code" if origin else "")
        if text:
            self.inner(element, "beskrivelse", text, origin=f"{origin}.name" if origin else "")
        return element

    def bytes(self) -> bytes:
        """Return the message, the same bytes for the same tree."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def origin(self, path: str) -> str:
        """Return where the value of the element at this path is written, or of the nearest around it; empty if ours."""
        found = self.root.getroottree().xpath(path)
        element = found[0] if isinstance(found, list) and found else None
        while isinstance(element, etree._Element):
            for known, origin in self._origins:
                if known is element:
                    return origin
            element = element.getparent()
        return ""

    def _with(self, element: etree._Element, text: str, origin: str) -> etree._Element:
        if text:
            element.text = printable(text)
        if origin:
            self._origins.append((element, origin))
        return element


def printable(text: str) -> str:
    """Return the text on one line, without the characters that XML cannot hold."""
    return " ".join(_FORBIDDEN.sub("", text).split())


def moment_in_utc(moment: dt.datetime) -> str:
    """Return a moment as both formats write it, `2027-02-18T08:00:00+00:00`."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
