"""Log-in at a provider (OpenID Connect): the code flow with PKCE, and which known person a verified identity is."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cycle.errors import CycleError
from cycle.model import KnownPerson
from cycle.network import is_loopback
from cycle.settings import Settings

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

LASTS_SECONDS = 600.0
"""How long somebody may take at the provider."""
MOST_BEGUN = 1000
PATIENCE_SECONDS = 10
KEPT_SECONDS, FAILED_SECONDS = 60.0, 5.0
"""How long it is taken as it was what the provider said of itself, and that it did not answer."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
"""Addresses that a provider must tell: where people log in, where we ask who they are, and its keys."""
SCOPE = "openid email profile"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures with a key of the provider's alone: `none`, and those with our secret, are refused."""
LEEWAY_SECONDS = 120
ERROR_CODES = frozenset(
    {
        "nothing",
        "invalid_request",
        "unauthorized_client",
        "access_denied",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required",
    }
)
"""What a provider may say of a log-in (RFC 6749, OpenID Connect); whoever calls the address may write anything."""


class ProviderError(CycleError):
    """The provider did not vouch for anybody, or its answer is not one to this log-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunLogin:
    """A log-in that somebody went to the provider with."""

    browser: str
    nonce: str
    verifier: str
    page: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Who the provider says it is."""

    issuer: str
    subject: str
    address: str
    """The e-mail address that the provider says it has verified; empty when it says so of none."""
    page: str = "/"


class IdentityProvider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings, *, redirect: str) -> None:
        """Send people back to `redirect`."""
        self._settings, self._redirect = settings, redirect
        self._begun: dict[str, BegunLogin] = {}
        self._alone = threading.Lock()
        self._asking = threading.Lock()
        self._kept: tuple[float, Mapping[str, object] | ProviderError] | None = None

    def look(self) -> None:
        """Return when people can be sent to the provider; ProviderError with why they cannot."""
        with self._session() as session:
            self._metadata(session)

    def begin(self, *, browser: str, page: str) -> str:
        """Return the provider's address that somebody is sent to; ProviderError when it does not answer."""
        with self._session() as session:
            found = self._metadata(session)
            state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
            address, _ = session.create_authorization_url(
                str(found["authorization_endpoint"]), state=state, code_verifier=verifier, nonce=nonce
            )
        until = time.monotonic() + LASTS_SECONDS
        with self._alone:
            now = time.monotonic()
            living = [(known, begun) for known, begun in self._begun.items() if begun.until > now]
            self._begun = dict(living[-MOST_BEGUN:])
            self._begun[state] = BegunLogin(browser=browser, nonce=nonce, verifier=verifier, page=page, until=until)
        return str(address)

    def finish(self, answer: Mapping[str, str], *, browser: str) -> Vouched:
        """Return who the provider vouches for; ProviderError when it does not, or this browser did not ask."""
        with self._alone:
            begun = self._begun.pop(answer.get("state", ""), None)
        if begun is None or begun.until < time.monotonic():
            raise ProviderError("the log-in was not begun here, or too long ago")
        if not browser or not secrets.compare_digest(begun.browser, browser):
            raise ProviderError("the log-in was begun in another browser")
        if answer.get("iss", self._settings.oidc_issuer) != self._settings.oidc_issuer:
            raise ProviderError("the answer is of another provider")
        if "code" not in answer:
            said = answer.get("error", "nothing")
            raise ProviderError(f"the provider said {said if said in ERROR_CODES else 'another error'}")
        try:
            with self._session() as session:
                return self._vouched(session, answer["code"], begun)
        except ProviderError:
            raise
        except Exception as error:  # whatever a provider's answer ends in, nobody is logged in by it
            raise ProviderError(f"the provider's answer cannot be used ({type(error).__name__})") from error

    def _vouched(self, session: OAuth2Session, code: str, begun: BegunLogin) -> Vouched:
        from joserfc import jwt  # noqa: PLC0415 - slow import, seldom needed
        from joserfc.jwk import KeySet  # noqa: PLC0415

        found = self._metadata(session)
        token = session.fetch_token(
            str(found["token_endpoint"]), code=code, code_verifier=begun.verifier, timeout=PATIENCE_SECONDS
        )
        keys = KeySet.import_key_set(session.get(str(found["jwks_uri"]), withhold_token=True).json())
        claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
        client = self._settings.oidc_client
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._settings.oidc_issuer},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": begun.nonce},
        ).validate(claims)
        if claims.get("azp", client) != client:
            raise ProviderError("the answer is to another service")
        said = claims if "email" in claims else {**claims, **self._more(session, found, str(claims["sub"]))}
        verified = said.get("email_verified") is True
        return Vouched(
            issuer=self._settings.oidc_issuer,
            subject=str(claims["sub"]),
            address=str(said.get("email") or "") if verified else "",
            page=begun.page,
        )

    def _more(self, session: OAuth2Session, found: Mapping[str, object], subject: str) -> Mapping[str, object]:
        """Return what the provider says of the same person when it is asked; nothing of another."""
        if "userinfo_endpoint" not in found:
            return {}
        said = dict(session.get(str(found["userinfo_endpoint"])).json())
        return said if said.get("sub") == subject else {}

    def _metadata(self, session: OAuth2Session) -> Mapping[str, object]:
        """Return what the provider says of itself, as it was kept for a minute; one asks at a time, others wait."""
        with self._asking:
            now = time.monotonic()
            if self._kept is None or self._kept[0] <= now:
                try:
                    found: Mapping[str, object] | ProviderError = self._read_metadata(session)
                    lasts = KEPT_SECONDS
                except ProviderError as error:
                    found, lasts = error, FAILED_SECONDS
                self._kept = (time.monotonic() + lasts, found)
            kept = self._kept[1]
        if isinstance(kept, ProviderError):
            raise ProviderError(str(kept))
        return kept

    def _read_metadata(self, session: OAuth2Session) -> Mapping[str, object]:
        issuer = self._settings.oidc_issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = dict(session.get(address, withhold_token=True, timeout=PATIENCE_SECONDS).json())
        except (OSError, ValueError, TypeError) as error:
            raise ProviderError(f"{issuer}: does not answer as a provider does ({type(error).__name__})") from error
        if found.get("issuer") != issuer:
            raise ProviderError(f"{issuer}: calls itself {found.get('issuer')}; write that in CYCLE_OIDC_ISSUER")
        for name in ENDPOINTS:
            place = urlsplit(str(found.get(name) or ""))
            if not place.hostname or not (place.scheme == "https" or is_loopback(place.hostname)):
                raise ProviderError(f"{issuer}: names no {name} that is reached encrypted")
        return found

    def _session(self) -> OAuth2Session:
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - slow import, seldom needed

        session = OAuth2Session(
            self._settings.oidc_client,
            self._settings.oidc_secret.get_secret_value() or None,
            scope=SCOPE,
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            default_timeout=PATIENCE_SECONDS,
        )
        session.trust_env = False
        return session


def person_vouched_for(vouched: Vouched, persons: Sequence[KnownPerson]) -> KnownPerson | None:
    """Return the person a provider vouches for: by the identity that is noted, else by a verified address.

    An address that several share says nothing, nor does one of somebody for whom another identity is noted.
    """
    noted = [person for person in persons if (person.issuer, person.subject) == (vouched.issuer, vouched.subject)]
    if noted:
        return noted[0]
    address = vouched.address.casefold()
    meant = [person for person in persons if address and person.address.casefold() == address]
    return meant[0] if len(meant) == 1 and not meant[0].subject else None
