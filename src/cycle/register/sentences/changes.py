"""What an import would change, and what is asked before it."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import plural, sentence

CHANGES: Mapping[str, tuple[str, str]] = {
    "told_new": (sentence("new: {seat}: {name}{span}"), ""),
    "told_swap": (sentence("change: {seat}: {before} → {name}{span}"), ""),
    "told_out": (sentence("out: {seat}: {name}{span}"), ""),
    "told_ends": (sentence("ends: {about}: last day {now}"), ""),
    "told_history_new": (sentence("mandate: {seat}: {name}{span} is new in the history"), ""),
    "told_history_gone": (sentence("mandate: {seat}: {name}{span} leaves the history"), ""),
    "told_person_new": (sentence("person: {name} ({address}) enters the register"), ""),
    "told_person_gone": (sentence("person: {name} ({address}) leaves the register"), ""),
    "told_id": (sentence("id: {name} has {was} and gets {now}"), ""),
    "told_vacancy_new": (sentence("vacant: {seat}"), ""),
    "told_vacancy_gone": (sentence("no longer entered as vacant: {seat}"), ""),
    "told_field": ("{label}: {about}: {was} → {now}", ""),
    "told_added": (sentence("{label}: {about}: {now} (was empty)"), ""),
    "told_removed": (sentence("{label}: {about}: {was} is lost"), ""),
    "told_invented": (sentence("the whole register is marked as invented"), ""),
    "told_real": (sentence("the whole register is no longer marked as invented"), ""),
    "span_both": (" ({first}–{last})", ""),
    "span_from": (sentence(" (from {first})"), ""),
    "span_to": (sentence(" (until {last})"), ""),
    "field_name": (sentence("name"), ""),
    "field_address": (sentence("e-mail"), ""),
    "field_language": (sentence("written language"), ""),
    "field_shared_address": (sentence("shared mailbox"), ""),
    "field_phone": (sentence("phone"), ""),
    "field_postal": (sentence("postal address"), ""),
    "field_valid_from": (sentence("from"), ""),
    "field_valid_to": (sentence("until"), ""),
    "field_decided_by": (sentence("named by"), ""),
    "field_role_address": (sentence("role e-mail"), ""),
    "field_note": (sentence("note"), ""),
    "field_invented": (sentence("invented"), ""),
    "count_none": (sentence("no changes"), ""),
    "said_whole": (sentence("the file is read as the whole register"), ""),
    "said_changes": (sentence("the file is read as additions and changes"), ""),
    "needs_id_guess": (sentence("{number} are interpreted"), ""),
    "needs_id_loss": (sentence("{number} are lost ({what})"), ""),
    "needs_id_much": (sentence("more than {number} are changed"), ""),
    "needs_id": (
        sentence(
            "{file}: {why}; look at `cycle register check {file}`, and if it is right, `cycle register import {id}`"
        ),
        "",
    ),
    "mark_title": (sentence("Check of {file}"), ""),
    "mark_where": (sentence("Where"), ""),
    "mark_what": (sentence("What is wrong"), ""),
    "mark_remedy": (sentence("What helps"), ""),
    "mark_sheet": (sentence("Check"), ""),
    "severity_error": (sentence("error"), ""),
    "severity_guess": (sentence("question"), ""),
    "severity_warning": (sentence("take note"), ""),
    "no_problems": (sentence("nothing to remark"), ""),
    "look_first": (sentence("look at this first: {why}"), ""),
    "import_with": (
        sentence("{people} persons and {mandates} mandates would stand; import with `cycle register import {id}`"),
        "",
    ),
    "yes": (sentence("yes"), ""),
    "no": (sentence("no"), ""),
    "vacant": (sentence("vacant"), ""),
}
"""What is wrong or so, and what would be right, by key."""

COUNTED: Mapping[str, tuple[str, str]] = {
    "new": plural("{number} new", "{number} new"),
    "out": plural("{number} out", "{number} out"),
    "swap": plural("{number} change", "{number} changes"),
    "ends": plural("{number} ends", "{number} end"),
    "address": plural("{number} address", "{number} addresses"),
    "name": plural("{number} name corrected", "{number} names corrected"),
    "id": plural("{number} new id", "{number} new ids"),
    "phone": plural("{number} phone number", "{number} phone numbers"),
    "language": plural("{number} written language", "{number} written languages"),
    "dates": plural("{number} date", "{number} dates"),
    "decided": plural("{number} appointment", "{number} appointments"),
    "note": plural("{number} note", "{number} notes"),
    "history": plural("{number} change in the history", "{number} changes in the history"),
    "person": plural("{number} person leaves the register", "{number} persons leave the register"),
    "vacancy": plural("{number} vacant seat changed", "{number} vacant seats changed"),
    "flag": plural("{number} mark changed", "{number} marks changed"),
    "other": plural("{number} other change", "{number} other changes"),
}
"""How many changes of a kind there are."""
