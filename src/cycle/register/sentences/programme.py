"""What is wrong with a programme."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import sentence

PROGRAMME: Mapping[str, tuple[str, str]] = {
    "programme_empty": (sentence("the programme has no items"), sentence("write a row for each item")),
    "title_missing": (sentence("the title is missing"), sentence("write what is to stand in the programme")),
    "file_name": (sentence("«{text}» is not just a file name"), sentence("write the name without a folder")),
    "consent_unknown": (
        sentence("«{text}» is neither yes nor no, so the presentation is not published"),
        sentence("write «ja», «nei» or «ikkje spurt»"),
    ),
    "ends_early": (
        sentence("the item ends at {end}, not after it begins at {start}"),
        sentence("correct one of the times"),
    ),
    "time_missing": (sentence("the time is missing"), sentence("write hour and minute: 09.00 or 09:00")),
    "time_none": (sentence("«{text}» is no time of day"), sentence("write hour and minute: 09.00 or 09:00")),
    "kind_missing": (sentence("it does not say which kind of item it is"), sentence("write one of {kinds}")),
    "kind_near": (sentence("«{text}» is no kind of item"), sentence("did you mean «{near}»?")),
    "kind_unknown": (sentence("«{text}» is no kind of item"), sentence("write one of {kinds}")),
    "overlap": (
        sentence("the item begins at {start}, before «{title}» ({place}) is over at {end}"),
        sentence(
            "correct one of the times; if they are parallel sessions, write the same time for both or "
            "«Parallell» in the title"
        ),
    ),
    "second_programme": (
        sentence("the sheet «{sheet}» is one more programme; only «{read}» is read"),
        sentence("delete it"),
    ),
    "subheading": (
        sentence("«{text}» has no time and is read as a subheading, which does not come into the programme"),
        sentence("write a time if it is an item"),
    ),
    "item_struck": (
        sentence("«{text}» is struck through and left out"),
        sentence("delete the row, or take the line away if the item is to stay"),
    ),
    "toml_broken": (
        sentence("the file is not written rightly{place}"),
        sentence("correct the line; the file is to be saved as UTF-8"),
    ),
    "toml_items": (sentence("«items» is no list of items"), sentence("write each item under [[items]]")),
    "toml_text": (sentence("this is no text"), sentence("put it in quotation marks")),
    "toml_list": (sentence("this is no list"), sentence("write {example}")),
    "toml_speaker": (sentence("this is no speaker with a name"), sentence("write {example}")),
    "toml_key": (sentence("the key «{name}» is not known"), sentence("did you mean «{near}»?")),
    "programme_good": (sentence("{number} items, from {start} to {end}"), ""),
    "end_missing": (
        sentence("it does not say when the item ends"),
        sentence("write both start and end, as 09.00–09.30"),
    ),
    "days_several": (
        sentence("the programme goes over several days («{text}»), and the items would be mixed"),
        sentence("let one file have one day, or write only the day the programme is for"),
    ),
    "speaker_unknown": (
        sentence("«{text}» is no name, but is printed in the programme"),
        sentence("write the name when it is settled, or empty the cell"),
    ),
}
"""What is wrong or so, and what would be right, by key."""
