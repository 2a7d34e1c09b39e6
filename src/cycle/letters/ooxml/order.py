"""The order in which Word's schema wants what is inside cell and run properties; docxtpl puts its own first."""

from __future__ import annotations

import re

_CELL = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers"
_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath"
)
_ORDER = {"tcPr": _CELL.split(), "rPr": _RUN.split()}
"""ECMA-376 part 1, CT_TcPr and EG_RPrBase."""

_CHILD = re.compile(
    r"\s*<w:(?P<name>\w+)(?P<rest>(?:\s+[\w:]+=\"(?:\{\{.*?\}\}|\{%.*?%\}|[^\"<])*\")*)\s*(?:/>|>.*?</w:(?P=name)>)\s*",
    re.DOTALL,
)
_SHADE_WITHOUT_KIND = re.compile(r"<w:shd (?![^>]*w:val=)")


def in_schema_order(xml: str, *, element: str = "tcPr") -> str:
    """Return the XML with what is inside each `w:tcPr` (or `w:rPr`) in the schema's order.

    Where a tag stands between the properties nothing is moved.
    """
    pattern = rf"(<w:{element}(?: [^>]*)?(?<!/)>)(.*?)(</w:{element}>)"
    return re.sub(pattern, lambda found: _sorted(found, element), xml, flags=re.DOTALL)


def whole_shades(xml: str) -> str:
    """Return the XML with the kind of each shade said, which the schema demands and RichText leaves out."""
    return _SHADE_WITHOUT_KIND.sub('<w:shd w:val="clear" ', xml)


def _sorted(found: re.Match[str], element: str) -> str:
    inside, place, children = found.group(2), 0, []
    while place < len(inside):
        child = _CHILD.match(inside, place)
        if child is None or child["name"] not in _ORDER[element]:
            return found.group()
        children.append((_ORDER[element].index(child["name"]), child.group()))
        place = child.end()
    children.sort(key=lambda place: place[0])
    return found.group(1) + "".join(text for _, text in children) + found.group(3)
