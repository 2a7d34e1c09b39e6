"""E-mail addresses as they stand in cells: one valid address out, or what is wrong and what would be right."""

from __future__ import annotations

import re

from cycle.register.words import Say


class AddressError(ValueError):
    """A cell that does not hold exactly one usable address: a key of `words` and its values."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        self.message, self.remedy = Say().both(key, **values)
        super().__init__(self.message)


_PLAIN = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9_+-]|\.(?!\.))*(?<!\.)@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"(?!local\b|localhost\b|invalid\b|onion\b|arpa\b)[a-zA-Z]{2,}"
)
"""What nearly every address looks like, and what is valid without a further look."""


def read_address(text: str) -> str:
    """Return the one address in the text, its domain in lower case.

    The name server is not asked, reserved domains (RFC 2606, RFC 6761: .example, .test) are fine, international domains
    keep their letters. Raises AddressError, also for letters outside ASCII before the @ (many servers refuse them).
    """
    text = bare(text)
    if not text:
        raise AddressError("address_missing")
    if len(text) < 120 and _PLAIN.fullmatch(text) and "--" not in text and len(text.partition("@")[0]) <= 64:
        local, _, domain = text.partition("@")
        return f"{local}@{domain.lower()}"
    found = _addresses(text)
    if len(found) > 1:
        raise AddressError("addresses_several", number=len(found), addresses=", ".join(found))
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow import, seldom needed

    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        near = found[0].removeprefix("mailto:").strip(".") if found else ""
        if near and near != text and "\n" not in near:
            raise AddressError("address_with_more", text=_short(text), near=_short(near)) from None
        raise AddressError(_reason(text), text=_short(text), odd=_odd(text)) from None
    return valid.normalized


def bare(text: str) -> str:
    """Return an address without what programs put around it: `mailto:`, brackets, the character between addresses."""
    text = text.strip().strip(";,").strip()
    link = re.fullmatch(r"(\S+@\S+)\s*<\s*(?:mailto:)?(\S+@\S+?)\s*>", text, re.IGNORECASE)
    if link and link[1].casefold() == link[2].casefold():  # as a mail program pastes a link
        return link[1]
    if found := re.fullmatch(r"<\s*(?:mailto:)?(\S+@\S+?)\s*>", text, re.IGNORECASE):
        return found[1]
    return text[7:].strip() if text[:7].casefold() == "mailto:" else text


def name_and_address(text: str) -> tuple[str, str]:
    """Return name and address of `Kari Vik <kari@kommunen.example>`, both empty for anything else."""
    found = re.fullmatch(r"[\"']?([^<>@\"]*?)[\"']?\s*<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>[;,.]?", text.strip())
    return (found[1].strip(), found[2]) if found and found[1].strip() else ("", "")


def _addresses(text: str) -> list[str]:
    """Return everything in the text that looks like an address of its own."""
    return re.findall(r"[^\s,;<>()\"']+@[^\s,;<>()\"'@]+", text)


def _reason(text: str) -> str:
    """Return the key of what is wrong, in the order a reader would see it."""
    local, at, domain = text.rpartition("@")
    if not at:
        return "address_no_at"
    if "@" in local:
        return "address_two_at"
    if re.search(r"\s", text):
        return "address_space"
    if not local:
        return "address_no_local"
    if not domain or "." not in domain.strip(".") or domain != domain.strip("."):
        return "address_no_domain"
    if ".." in text or local.startswith(".") or local.endswith("."):
        return "address_dots"
    if not local.isascii():
        return "address_letters"
    return "address_odd" if _odd(text) else "address_invalid"


def _odd(text: str) -> str:
    """Return the characters that no address has."""
    return " ".join(
        dict.fromkeys(character for character in text if not character.isalnum() and character not in "@.-_+'")
    )


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= 80 else text[:77] + "..."
