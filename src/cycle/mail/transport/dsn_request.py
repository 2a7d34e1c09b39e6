"""Asks a mail server for reports of what becomes of a mail, where it offers them (DSN, RFC 3461)."""

from __future__ import annotations


def mail_options(envelope_id: str) -> list[str]:
    """Return what is said with MAIL: send headers back, not the letter, under our name for this mail."""
    return ["RET=HDRS", f"ENVID={xtext(envelope_id)}"]


def rcpt_options(address: str, *, receipts: bool) -> list[str]:
    """Return what is said with RCPT: report failure and delay, delivery too when receipts are wanted, and to whom."""
    wanted = "SUCCESS,FAILURE,DELAY" if receipts else "FAILURE,DELAY"
    return [f"NOTIFY={wanted}", f"ORCPT=rfc822;{xtext(address)}"]


def xtext(text: str) -> str:
    """Return ASCII text as xtext (RFC 3461 4): `+`, `=` and what is no visible character as `+` and two digits."""
    return "".join(
        character if "!" <= character <= "~" and character not in "+=" else f"+{ord(character):02X}"
        for character in text
    )
