"""Measures letters as .docx: the compiled template against docxtpl's own loop, against npm's engines, and the floor.

The template is the invitation with the noise Word adds when it saves: revision marks, paragraph ids, the language of
each run, tags split over runs, the many styles nobody uses. The rivals of npm get an easier letter: every loop and
condition is already written out, and only plain fields are left to fill in. They are measured where Node is installed
and `npm install easy-template-x docxtemplater pizzip` has been run in the folder given with `--npm`; else the reason
is printed. Times are the processor's, which a machine shared with others does not make longer; Node's are by the clock.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2
from docxtpl import DocxTemplate
from lxml import etree

from cycle.letters import Template, compile_template
from cycle.letters.fields.example import example_fields
from cycle.letters.language.docxtpl_bridge import patched
from cycle.letters.ooxml.word_package import W, parse_xml, read_package, tagged_parts, write_docx

ROOT = Path(__file__).parents[1]
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def main() -> None:
    """Print the figures, as JSON when asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--npm", type=Path, default=ROOT, help="the folder whose node_modules holds the rivals")
    parser.add_argument("--stream", action="store_true", help="only make the letters, and tell time and memory")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = stream(given.letters) if given.stream else figures(given.rounds, given.letters, given.npm)
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{key}: {value}" for key, value in found.items()))


def figures(rounds: int, letters: int, npm: Path) -> dict[str, Any]:
    """Return medians in milliseconds a letter, the ratios, and what ten thousand letters take."""
    data = as_word_saves_it((ROOT / "templates" / "docx" / "invitasjon.docx").read_bytes())
    template, some = compile_template(data), list(recipients(40))
    times: dict[str, list[float]] = {"ours": [], "docxtpl": [], "floor": []}
    floor = _floor(data)
    for _ in range(rounds):
        times["ours"].append(_seconds(template.render, some * 5))
        times["docxtpl"].append(_seconds(lambda fields: _docxtpl(data, fields), some[:8]))
        times["floor"].append(_seconds(floor, some * 5))
    medians = {name: statistics.median(time) for name, time in times.items()}
    code = [sys.executable, __file__, "--stream", "--json", "--letters", str(letters)]
    streamed = json.loads(subprocess.run(code, capture_output=True, text=True, check=True).stdout)
    return {
        "ratio_docxtpl": round(medians["docxtpl"] / medians["ours"], 1),
        **_peers(template, some, rounds, npm, medians["ours"]),
        "seconds_10k": streamed["seconds_10k"],
        "peak_rss_mb": streamed["peak_rss_mb"],
        "rss_before_mb": streamed["rss_before_mb"],
        **{f"{name}_ms": round(1000 * median, 3) for name, median in medians.items()},
        "compile_ms": round(1000 * _seconds(lambda entry: Template(entry, name="t", known=None), [data] * 3), 1),
        "times_the_floor": round(medians["ours"] / medians["floor"], 2),
        "bytes_ours": len(template.render(some[0])),
        "bytes_docxtpl": len(_docxtpl(data, some[0])),
    }


def stream(letters: int) -> dict[str, float]:
    """Return what it takes to make so many letters one after the other, their fields too, on one core."""
    template = compile_template(as_word_saves_it((ROOT / "templates" / "docx" / "invitasjon.docx").read_bytes()))
    for fields in recipients(10):
        template.render(fields)
    before, start = _peak(), time.process_time()
    size = sum(len(template.render(fields)) for fields in recipients(letters))
    seconds = (time.process_time() - start) * 10_000 / letters
    assert size > 0
    return {"seconds_10k": round(seconds, 2), "peak_rss_mb": _peak(), "rss_before_mb": before}


def recipients(number: int) -> Iterator[dict[str, Any]]:
    """Yield the fields of so many letters, no two alike."""
    common = example_fields()
    for position in range(number):
        fields = copy.deepcopy(common)
        name = f"Kari {position} & Ola <Nordmann>"
        fields["recipient"] = fields["recipient"] | {"name": name, "greeting": f"Kjære {name}", "address_lines": [name]}
        yield fields


def as_word_saves_it(data: bytes) -> bytes:
    """Return the template with the noise Word adds: marks and ids, the language of runs, split tags, unused styles."""
    members = read_package(data, name="template")
    for part in tagged_parts(members):
        root = parse_xml(members[part])
        for number, paragraph in enumerate(root.iter(f"{W}p")):
            paragraph.set(f"{{{_W14}}}paraId", f"{0x10000000 + number:08X}")
            paragraph.set(f"{W}rsidR", "00A11B22")
            paragraph.set(f"{W}rsidRDefault", "00C33D44")
        for number, run in enumerate(list(root.iter(f"{W}r"))):
            _as_saved(run, number)
        members[part] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    styles = parse_xml(members["word/styles.xml"])
    for number in range(100):
        style = etree.SubElement(styles, f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": f"Ubrukt{number}"})
        etree.SubElement(style, f"{W}name", {f"{W}val": f"Ubrukt {number}"})
        etree.SubElement(etree.SubElement(style, f"{W}pPr"), f"{W}spacing", {f"{W}after": str(number)})
    members["word/styles.xml"] = etree.tostring(styles, encoding="UTF-8", xml_declaration=True, standalone=True)
    return write_docx(members)


def _as_saved(run: etree._Element, number: int) -> None:
    """Give the run a revision mark and a language; split every seventh print tag over two runs."""
    run.set(f"{W}rsidRPr", "00E55F66")
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    etree.SubElement(properties, f"{W}lang", {f"{W}val": "nn-NO"})
    text = run.find(f"{W}t")
    if number % 7 or text is None or not (text.text or "").startswith("{{ ") or len(run) != 2:
        return
    whole, second = text.text or "", copy.deepcopy(run)
    text.text = whole[:5]
    for element in second.iter(f"{W}t"):
        element.text = whole[5:]
    run.addnext(second)
    run.addnext(etree.Element(f"{W}proofErr", {f"{W}type": "spellStart"}))


def _docxtpl(data: bytes, fields: dict[str, Any]) -> bytes:
    """Return the letter made as docxtpl's users make it: opened, rendered and saved for each."""
    document, out = DocxTemplate(io.BytesIO(data)), io.BytesIO()
    document.render(fields, autoescape=True)
    document.save(out)
    return out.getvalue()


def _floor(data: bytes) -> Callable[[dict[str, Any]], bytes]:
    """Return the least there is to do with stock Jinja: one render, and deflate of what it gives."""
    members = read_package(data, name="template")
    source = "".join(patched(members[part]) for part in tagged_parts(members))
    template = jinja2.Environment(autoescape=True).from_string(source)
    return lambda fields: zlib.compress(template.render(fields).encode(), 1)


def _peers(template: Template, some: list[dict[str, Any]], rounds: int, npm: Path, ours: float) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None or not (npm / "node_modules").is_dir():
        return {"ratio_best_peer": None, "peers_skipped": "no Node, or no node_modules in the folder of --npm"}
    with tempfile.TemporaryDirectory() as folder:
        data, file = Path(folder) / "data.json", Path(folder) / "template.docx"
        flat = [dict(_leaves(fields)) for fields in some]
        file.write_bytes(template.render(_marked(some[0], iter(flat[0]))))
        data.write_text(json.dumps(flat))
        script = ROOT / "benchmarks" / "peers" / "letters.mjs"
        code = [node, str(script), str(npm.resolve()), str(file), str(data), str(rounds)]
        found = json.loads(subprocess.run(code, capture_output=True, text=True, check=True).stdout)
    seconds = {name: entry["seconds"] for name, entry in found.items() if "seconds" in entry}
    skipped = {f"{name}_skipped": entry["skipped"] for name, entry in found.items() if "skipped" in entry}
    best = round(min(seconds.values()) / ours, 1) if seconds else None
    return {
        "ratio_best_peer": best,
        **{f"{name}_ms": round(1000 * second, 3) for name, second in seconds.items()},
        **skipped,
    }


def _leaves(value: Any, number: list[int] | None = None) -> Iterator[tuple[str, str]]:
    """Yield a plain name and the text for every text in the fields."""
    number = [0] if number is None else number
    if isinstance(value, str):
        number[0] += 1
        yield f"f{number[0]}", value
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _leaves(entry, number)


def _marked(value: Any, names: Iterator[str]) -> Any:
    """Return the fields with each text replaced by the rivals' tag for it; what is empty stays so."""
    if isinstance(value, str):
        name = next(names)
        return f"{{{name}}}" if value else ""
    if isinstance(value, dict):
        return {key: _marked(entry, names) for key, entry in value.items()}
    return [_marked(entry, names) for entry in value] if isinstance(value, list) else value


def _seconds(call: Callable[[Any], object], values: list[Any]) -> float:
    start = time.process_time()
    for value in values:
        call(value)
    return (time.process_time() - start) / len(values)


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main()
