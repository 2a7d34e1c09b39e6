"""E-mail addresses as they stand in cells: one valid address out, or what is wrong and what would be right."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email


class AddressError(ValueError):
    """A cell that does not hold exactly one usable address, with the remedy in words."""

    def __init__(self, what: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(what)


def read_address(text: str) -> str:
    """Return the one address in the text, its domain in lower case.

    The name server is not asked, reserved domains (RFC 2606, RFC 6761: .example, .test) are fine, international domains
    keep their letters. Raises AddressError, also for letters outside ASCII before the @ (many servers refuse them).
    """
    text = text.strip()
    if not text:
        raise AddressError("the address is missing", "write the e-mail address the letter goes to")
    found = _addresses(text)
    if len(found) > 1:
        remedy = "keep one address in the cell; give each person a row of their own"
        raise AddressError(f"there are {len(found)} addresses in one cell: {' and '.join(found)}", remedy)
    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise AddressError(
            f"'{_short(text)}' is not a valid address ({_reason(error)})", _remedy(text, found)
        ) from None
    return valid.normalized


def _addresses(text: str) -> list[str]:
    """Return everything in the text that looks like an address of its own."""
    return re.findall(r"[^\s,;<>()\"']+@[^\s,;<>()\"'@]+", text)


def _reason(error: EmailNotValidError) -> str:
    return str(error).rstrip(".").replace("\n", " ")


def _remedy(text: str, found: list[str]) -> str:
    address = found[0].removeprefix("mailto:").strip(".") if found else ""
    if address and address != text and "\n" not in address:
        return f"write only '{_short(address)}'"
    return "write one address such as kari.nordmann@kommunen.example"


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= 80 else text[:77] + "..."
