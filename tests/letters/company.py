"""Letters of many makes in Word, and what LibreOffice makes of each in company and alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cycle.letters.pdf import libreoffice_process as libreoffice
from cycle.letters.pdf.conversion import find_office
from cycle.letters.pdf.merge import merged, title_of
from cycle.letters.pdf.merge_rules import NotMergeableError
from cycle.letters.pdf.pdfa import normalise
from cycle.letters.pdf.sandbox import run_sandboxed
from cycle.letters.pdf.scratch_folder import scratch_folder
from cycle.letters.pdf.split import split
from cycle.letters.render.template import compile_template

from .conftest import paragraph, with_parts, write_word

NAMES = ("Anna Ås", "Bjørn Bø", "Cecilie Cap")
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XMLNS_R = f'xmlns:r="{R}"'
_KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_BEGIN, _SEPARATE, _END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
GREETING = paragraph("Brev til {{ name }}") + "".join(paragraph(f"Linje {number} i brevet.") for number in range(4))
LAST = paragraph("Helsing frå oss")
PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def asked(*codes: str, shown: str = "1") -> str:
    """Return the runs of a field; its instruction in as many runs as there are codes."""
    instruction = "".join(f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes)
    return f"{_BEGIN}{instruction}{_SEPARATE}<w:r><w:t>{shown}</w:t></w:r>{_END}"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def section(inner: str = "", *, first: str = "") -> str:
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    margins = '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708" w:footer="708"/>'
    return f"<w:sectPr {XMLNS_R}>{first}{size}{margins}{inner}</w:sectPr>"


def word(xml: str, *, title: str = "Brev", edges: Mapping[str, str] | None = None, inner: str = "") -> bytes:
    """Return a Word file; `edges` are headers and footers, `header:first` → its paragraphs; `inner` of the section."""
    parts, references = {}, ""
    data = write_word(title=title)
    types, relations = member(data, "[Content_Types].xml"), member(data, "word/_rels/document.xml.rels")
    for number, (name, inside) in enumerate((edges or {}).items(), start=1):
        kind, _, pages = name.partition(":")
        part = f"{kind}{number}.xml"
        references += f'<w:{kind}Reference w:type="{pages or "default"}" r:id="rId9{number}"/>'
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        parts[f"word/{part}"] = _part(tag, inside)
        types = _added(types, f'<Override PartName="/word/{part}" ContentType="{_KINDS}.{kind}+xml"/>')
        relations = _added(relations, f'<Relationship Id="rId9{number}" Type="{R}/{kind}" Target="{part}"/>')
    whole = with_parts(data, parts | {"[Content_Types].xml": types, "word/_rels/document.xml.rels": relations})
    xml += section(inner, first=references)
    return nynorsk(with_parts(whole, {"word/document.xml": _part("document", f"<w:body>{xml}</w:body>")}))


def nynorsk(data: bytes) -> bytes:
    styles = member(data, "word/styles.xml").replace(b'w:val="en-US"', b'w:val="nn-NO"')
    return with_parts(data, {"word/styles.xml": styles})


def with_notes(kind: str) -> bytes:
    """Return a letter with one note, a `footnote` or an `endnote`."""
    reference = f'<w:p>{run("Med note")}<w:r><w:{kind}Reference w:id="2"/></w:r></w:p>'
    data = word(GREETING + reference + LAST)
    special = "".join(
        f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for number, name in ((-1, "separator"), (0, "continuationSeparator"))
    )
    note = f'<w:{kind} w:id="2"><w:p><w:r><w:{kind}Ref/></w:r>{run(" Notetekst")}</w:p></w:{kind}>'
    types = _added(
        member(data, "[Content_Types].xml"),
        f'<Override PartName="/word/{kind}s.xml" ContentType="{_KINDS}.{kind}s+xml"/>',
    )
    relations = _added(
        member(data, "word/_rels/document.xml.rels"),
        f'<Relationship Id="rId88" Type="{R}/{kind}s" Target="{kind}s.xml"/>',
    )
    parts = {"[Content_Types].xml": types, "word/_rels/document.xml.rels": relations}
    return with_parts(data, parts | {f"word/{kind}s.xml": _part(f"{kind}s", special + note)})


def with_settings(data: bytes, xml: str) -> bytes:
    settings = member(data, "word/settings.xml").decode()
    start = settings.index(">", settings.index("<w:settings")) + 1
    return with_parts(data, {"word/settings.xml": (settings[:start] + xml + settings[start:]).encode()})


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def text_box(text: str, *, height: int = 500_000) -> str:
    """Return a paragraph with a text box, written for new Word and for old as Word does it."""
    a, wp = "http://schemas.openxmlformats.org/drawingml/2006/main", "wordprocessingDrawing"
    wps = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    inside = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="{height}"/>'
        f'</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inside}</wps:txbx><wps:bodyPr/>'
        "</wps:wsp>"
    )
    anchor = (
        f'<wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/{wp}" distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3000000</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="2000000" cy="{height}"/><wp:wrapTopAndBottom/><wp:docPr id="5" name="Tekst" descr="adresse"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{a}"><a:graphicData uri="{wps}">{shape}</a:graphicData>'
        "</a:graphic></wp:anchor>"
    )
    old = (
        '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:rect style="position:absolute;width:150pt;height:40pt">'
        f"<v:textbox>{inside}</v:textbox></v:rect></w:pict>"
    )
    return (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice xmlns:wps="{wps}" Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What LibreOffice made of the letters of one template. `joined` is empty when they do not go together."""

    joined: tuple[bytes, ...]
    alone: tuple[bytes, ...]
    why: str = ""


def letters(template: bytes) -> list[bytes]:
    compiled = compile_template(template)
    return [compiled.render({"name": name}) for name in NAMES]


def made(templates: Mapping[str, bytes]) -> dict[str, Made]:
    """Return what becomes of each template's letters, all in one start of LibreOffice."""
    every = {name: letters(template) for name, template in templates.items()}
    refused: dict[str, str] = {}
    with scratch_folder() as folder:
        sources = []
        for name, some in every.items():
            for number, data in enumerate(some):
                sources.append(folder / f"{name}.{number}.docx")
                sources[-1].write_bytes(data)
            try:
                whole = merged(some)
            except NotMergeableError as error:
                refused[name] = str(error)
                continue
            sources.append(folder / f"{name}.all.docx")
            sources[-1].write_bytes(whole)
        run_sandboxed(libreoffice.command(find_office(), folder, "out", sources), folder, "out", 120.0)
        return {
            name: Made(
                joined=() if name in refused else _apart((folder / "out" / f"{name}.all.pdf").read_bytes(), some),
                alone=tuple(normalise((folder / "out" / f"{name}.{n}.pdf").read_bytes()) for n in range(len(some))),
                why=refused.get(name, ""),
            )
            for name, some in every.items()
        }


def _apart(pdf: bytes, some: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(split(normalise(pdf, finished=False), [title_of(data) for data in some]))


def _part(tag: str, inside: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:{tag} xmlns:w="{namespace}">{inside}</w:{tag}>'.encode()


def _added(part: bytes, xml: str) -> bytes:
    """Return the list of types or relations with one more."""
    start = part.rindex(b"</")
    return part[:start] + xml.encode() + part[start:]


def member(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)
