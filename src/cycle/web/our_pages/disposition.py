"""Names of files as browsers take them (RFC 6266, RFC 8187), whatever letters the name holds."""

from __future__ import annotations

from urllib.parse import quote

_TOKEN = "!#$&+-.^_`|~"  # noqa: S105 - attr-char of RFC 8187


def disposition(name: str, *, inline: bool) -> str:
    """Return the value of Content-Disposition: a plain name for old readers, the whole name for all others."""
    kind = "inline" if inline else "attachment"
    whole = "".join("_" if ord(letter) < 32 or letter in "/\\\x7f" else letter for letter in name) or "fil"
    plain = "".join(letter if " " <= letter <= "~" and letter not in '"%' else "_" for letter in whole)
    if plain == whole:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe=_TOKEN, errors='replace')}"
