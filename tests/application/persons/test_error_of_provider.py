"""What a visitor writes as the error of a provider is not repeated in the log."""

from __future__ import annotations

import time

import pytest

from cycle.application.persons import IdentityProvider, ProviderError
from cycle.application.persons.provider import BegunLogin
from cycle.settings import Settings


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", "the provider said access_denied"),
        ("x\nWARNING cycle.web: Kari Koordinator logged in\x1b[2J", "the provider said another error"),
        ("access_denied\r\n", "the provider said another error"),
        ("Kari Koordinator logged in", "the provider said another error"),
        ("\u2028x", "the provider said another error"),
    ],
)
def test_only_an_error_that_is_known_is_repeated(error: str, said: str) -> None:
    settings = Settings(_env_file=None, oidc_issuer="https://login.example", oidc_client="x")  # type: ignore[call-arg]
    provider = IdentityProvider(settings, redirect="https://x.example/")
    until = time.monotonic() + 60
    provider._begun["s"] = BegunLogin(browser="b", nonce="n", verifier="v", page="/", until=until)
    with pytest.raises(ProviderError) as caught:
        provider.finish({"state": "s", "error": error}, browser="b")
    assert str(caught.value) == said
