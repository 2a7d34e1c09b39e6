"""What Word does with a run or a paragraph in the end: its own properties, those of its styles, and the defaults."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from cycle.letters.ooxml import Members, W, parse_xml

_STYLES, _SETTINGS = "word/styles.xml", "word/settings.xml"
_ORDINARY = 20
"""Half-points of text where nothing says its size."""


class WordStyles:
    """The styles of a template, and what holds for an element when they are followed."""

    def __init__(self, members: Members) -> None:
        root = parse_xml(members[_STYLES]) if _STYLES in members else etree.Element(f"{W}styles")
        styles = list(root.iter(f"{W}style"))
        self._by_id = {str(style.get(f"{W}styleId")): style for style in styles}
        of_text = [style for style in styles if style.get(f"{W}type") == "paragraph"]
        ordinary = (str(style.get(f"{W}styleId")) for style in of_text if style.get(f"{W}default") in {"1", "true"})
        self._ordinary = next(ordinary, "")
        settings = parse_xml(members[_SETTINGS]) if _SETTINGS in members else etree.Element(f"{W}settings")
        coloured = settings.find(f"{W}displayBackgroundShape")
        self.colours_pages = coloured is not None and coloured.get(f"{W}val") not in {"0", "false", "off"}
        """Whether pages have the colour that the document names."""
        self._defaults = list(root.iter(f"{W}rPrDefault", f"{W}pPrDefault"))

    def of_run(self, run: etree._Element, name: str) -> etree._Element | None:
        """Return the property of a run that holds: `color`, `sz`."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        named = run.find(f"{W}rPr/{W}rStyle")
        holders = [run, *self._chain("" if named is None else str(named.get(f"{W}val")))]
        return self._first([*holders, *self._of(paragraph)], f"{W}rPr/{W}{name}")

    def of_paragraph(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """Return the property of a paragraph that holds: `spacing`, `shd`."""
        return self._first([paragraph, *self._of(paragraph)], f"{W}pPr/{W}{name}")

    def size(self, run: etree._Element) -> float:
        """Return how large a run is written, in points."""
        found = self.of_run(run, "sz")
        said = "" if found is None else str(found.get(f"{W}val", ""))
        return (float(said) if said.replace(".", "", 1).isdigit() else _ORDINARY) / 2

    def shades(self, table: etree._Element) -> bool:
        """Return whether the style of a table colours cells."""
        named = table.find(f"{W}tblPr/{W}tblStyle")
        chain = self._chain("" if named is None else str(named.get(f"{W}val")))
        return any(next(style.iter(f"{W}shd"), None) is not None for style in chain)

    def _of(self, paragraph: etree._Element | None) -> Iterator[etree._Element]:
        named = None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
        yield from self._chain(self._ordinary if named is None else str(named.get(f"{W}val")))

    def _chain(self, name: str) -> Iterator[etree._Element]:
        """Yield a style and those it is based on."""
        for _ in self._by_id:
            style = self._by_id.get(name)
            if style is None:
                return
            yield style
            on = style.find(f"{W}basedOn")
            name = "" if on is None else str(on.get(f"{W}val"))

    def _first(self, holders: list[etree._Element], path: str) -> etree._Element | None:
        found = (holder.find(path) for holder in (*holders, *self._defaults))
        return next((element for element in found if element is not None), None)
