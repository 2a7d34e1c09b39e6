"""Fetches access tokens for a mailbox at Microsoft 365 or Google (OAuth 2.0) and keeps each until it nearly expires.

The two grants that need nobody at a screen: the application's own credentials (RFC 6749 4.4) and a refresh token that
a person has given once (section 6). Each is one POST; what a mail server does with the token is the transport's part.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from cycle.errors import Problem, SettingError, Unavailable
from cycle.mail.transport.smtp_replies import words
from cycle.network import is_loopback

MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE = "https://oauth2.googleapis.com/token"
TIMEOUT = 20.0
"""Seconds that the identity server may take for one answer."""
LEEWAY = 120.0
"""Seconds before its end when a token is taken for expired."""
USUAL_LIFE = 300.0
"""Seconds a token is kept whose server does not say how long it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an access token is given for: a refresh token if there is one, otherwise the application's own credentials.

    ConfigError naming each setting that is missing.
    """

    endpoint: str
    client: str
    secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""
    only_this_machine: bool = False
    """Tests and demos: refuse any identity server but on loopback."""

    def __post_init__(self) -> None:
        problems = []
        address = urlsplit(self.endpoint)
        if not address.hostname:
            problems.append(_missing("ENDPOINT", "it is the address of the identity server's tokens"))
        elif address.scheme != "https" and not is_loopback(address.hostname):
            problems.append(_missing("ENDPOINT", "a secret is sent over https only", what=f"begins {address.scheme}:"))
        elif self.only_this_machine and not is_loopback(address.hostname):
            problems.append(_missing("ENDPOINT", "set CYCLE_NETWORK=any to reach it", what="another machine"))
        if not self.client:
            problems.append(_missing("CLIENT", "it is the application's id at the identity server"))
        if not self.secret and not self.refresh_token:
            problems.append(_missing("SECRET", "set it to the application's secret"))
        if problems:
            raise SettingError(problems)


def grant_at(
    provider: Literal["own", "microsoft365", "google"],
    *,
    client: str,
    secret: str = "",
    refresh_token: str = "",
    tenant: str = "",
    endpoint: str = "",
    scope: str = "",
    only_this_machine: bool = False,
) -> Grant:
    """Return the grant at a provider, whose endpoint and scope stand where none are named.

    ConfigError naming each setting that is missing: Microsoft asks for the tenant, Google for a refresh token.
    """
    if provider == "microsoft365" and not endpoint:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", tenant):
            raise SettingError([_missing("TENANT", "set it to the directory's id or domain")])
        endpoint = MICROSOFT.format(tenant=tenant)
    if provider == "microsoft365" and not refresh_token:
        scope = scope or MICROSOFT_SCOPE
    if provider == "google":
        endpoint = endpoint or GOOGLE
        if not refresh_token:
            raise SettingError([_missing("REFRESH_TOKEN", "Google gives no access to a mailbox without it")])
    return Grant(
        endpoint=endpoint,
        client=client,
        secret=secret,
        refresh_token=refresh_token,
        scope=scope,
        only_this_machine=only_this_machine,
    )


class Access:
    """The token of one mailbox: call it to have one that holds. Shared by any number of threads."""

    def __init__(self, grant: Grant, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that never go back."""
        self._grant = grant
        self._clock = clock
        self._token, self._until = "", 0.0
        self._refresh_token = grant.refresh_token
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """Return an access token; Unavailable, saying which setting to correct, when none is given."""
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._renew()
            return self._token

    def forget(self, token: str) -> None:
        """Fetch a new one next time: a mail server has turned this one down."""
        with self._lock:
            if token == self._token:
                self._token = ""

    def _renew(self) -> None:
        self._token = ""
        asked_at = self._clock()
        answer = _ask(self._grant, self._refresh_token)
        token = answer.get("access_token")
        if not isinstance(token, str) or not (token.isascii() and token.isprintable() and token):
            raise Unavailable(f"{_place(self._grant)}: its answer holds no access token; nothing was sent")
        renewed = answer.get("refresh_token")
        if self._refresh_token and isinstance(renewed, str) and renewed:
            self._refresh_token = renewed
        life = _seconds(answer.get("expires_in"))
        self._token, self._until = token, asked_at + life - min(LEEWAY, life / 2)


def _ask(grant: Grant, refresh_token: str) -> Mapping[str, Any]:
    form = {
        "grant_type": "refresh_token" if refresh_token else "client_credentials",
        "client_id": grant.client,
        "client_secret": grant.secret,
        "refresh_token": refresh_token,
        "scope": grant.scope,
    }
    try:
        response = httpx.post(
            grant.endpoint, data={key: value for key, value in form.items() if value}, timeout=TIMEOUT
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error) or type(error).__name__
        raise Unavailable(f"{_place(grant)}: cannot be reached ({why}); nothing was sent") from error
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unavailable(f"{_place(grant)}: answers {response.status_code} and no JSON; nothing was sent")
    if response.status_code != 200:
        raise Unavailable(_turned_down(grant, response.status_code, answer))
    return answer


def _turned_down(grant: Grant, status: int, answer: Mapping[str, Any]) -> str:
    """Return what an error answer means (RFC 6749 5.2) and which setting to correct, without our secrets."""
    kind = str(answer.get("error") or status)
    said = words(str(answer.get("error_description") or ""))[:200]
    for secret in (grant.secret, grant.refresh_token):
        said = said.replace(secret, "…") if secret else said
    remedies = (remedy for sign, remedy in _REMEDIES if kind == sign or sign in said)
    remedy = next(remedies, "it may be passing; the mail waits")
    return f"{_place(grant)}: gives no access to the mailbox ({kind}{': ' if said else ''}{said}); {remedy}"


_REMEDIES = (
    ("AADSTS7000215", "correct CYCLE_MAIL_OAUTH_SECRET: it is the secret's value, not its id"),
    ("AADSTS7000222", "the secret has expired: make a new one and set CYCLE_MAIL_OAUTH_SECRET"),
    ("AADSTS700016", "correct CYCLE_MAIL_OAUTH_CLIENT or CYCLE_MAIL_OAUTH_TENANT: no such application in the tenant"),
    ("AADSTS90002", "correct CYCLE_MAIL_OAUTH_TENANT: no such tenant"),
    ("AADSTS900023", "correct CYCLE_MAIL_OAUTH_TENANT: no such tenant"),
    ("invalid_client", "correct CYCLE_MAIL_OAUTH_CLIENT and CYCLE_MAIL_OAUTH_SECRET"),
    ("invalid_grant", "CYCLE_MAIL_OAUTH_REFRESH_TOKEN has expired or was withdrawn: have a new one given"),
    ("unauthorized_client", "CYCLE_MAIL_OAUTH_CLIENT may not ask in this way: have its administrator allow it"),
    ("invalid_scope", "correct CYCLE_MAIL_OAUTH_SCOPE, or leave it empty"),
)
"""A sign in the answer and what to correct; Microsoft's own numbers, which say more, go first."""


def _seconds(value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        return USUAL_LIFE
    return seconds if 0 <= seconds < math.inf else USUAL_LIFE


def _place(grant: Grant) -> str:
    return f"identity server {urlsplit(grant.endpoint).hostname}"


def _missing(name: str, remedy: str, *, what: str = "missing") -> Problem:
    return Problem(file="settings", where=f"CYCLE_MAIL_OAUTH_{name}", what=what, remedy=remedy)
