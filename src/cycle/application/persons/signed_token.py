"""What a browser holds of a session, signed (signert) with the secret of this home: a row of the store opens none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PURPOSE = b"session\x1f"
"""Keeps these signatures apart from all else that is made with the secret."""
PARTED_BY = "."


def new_token() -> str:
    """Return what nobody guesses, to stand in a link or a cookie."""
    return secrets.token_urlsafe(32)


def signed(secret: bytes, token: str) -> str:
    """Return a token with its signature behind it."""
    return f"{token}{PARTED_BY}{_signature(secret, token)}"


def token_in(secret: bytes, held: str) -> str:
    """Return the token in what a browser holds; empty where this home has not signed it."""
    token, _, signature = held.rpartition(PARTED_BY)
    return token if hmac.compare_digest(signature.encode(), _signature(secret, token).encode()) else ""


def _signature(secret: bytes, token: str) -> str:
    made = hmac.new(secret, PURPOSE + token.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
