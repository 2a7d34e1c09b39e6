"""What each kind of answer lets a browser do: nothing runs, is framed or is fetched that is not ours."""

from __future__ import annotations

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Pages hold no script; pictures, styles and frames come from here."""

FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
"""PDF files and pictures. Browsers show a PDF with styles of their own and not at all in a sandbox."""

SITE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The public site carries its style in each page, and a policy of its own that names that style by its hash."""

MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""The HTML of a received mail: nothing runs, nothing is fetched, no form is sent, no window is opened."""

UI_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Prefect's own pages: its graph of a run compiles what it draws, and its new pages would call home."""

DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What Prefect's API answers is read by a program, and shown nowhere."""

HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""Set on every response that does not say otherwise itself.

With `no-referrer` a browser says of our own forms that they come from nowhere (`Origin: null`), and they are refused.
"""

LOG_IN_HEADERS = HEADERS | {"Referrer-Policy": "strict-origin"}
"""Of pages whose address may log somebody in: the next request names the site they came from, and no more.

It would stand in the log of a proxy otherwise, as where the picture of the page was asked for from.
"""

READING = ("GET", "HEAD")
