"""Numbers that visitors send: a year of the calendar, and what is short enough to be a number of anything here."""

from __future__ import annotations

from starlette.convertors import IntegerConvertor, register_url_convertor

LONGEST_NUMBER = 9
"""Digits: a database takes no more than nineteen, and Python reads no more than some thousands."""


def is_number(text: str) -> bool:
    """Return whether a text is a number that something here may have."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


class _Year(IntegerConvertor):
    regex = "[12][0-9]{3}"


class _Short(IntegerConvertor):
    regex = f"[0-9]{{1,{LONGEST_NUMBER}}}"


def know_numbers() -> None:
    """Let routes name `{year:year}` and `{number:short}`; an address with another number is no page of ours."""
    register_url_convertor("year", _Year())
    register_url_convertor("short", _Short())
