"""What a demo runs in: an empty home of its own, free ports, a post office and a provider of log-in on this machine."""

from __future__ import annotations

import importlib.util
import json
import shlex
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cycle.errors import CycleError
from cycle.model import KnownPerson
from cycle.settings import Settings, load_settings, set_environment
from flows.running.owner import refuse_owned
from flows.running.service import (
    LOOPBACK,
    child_process,
    prefect_environment,
    python_process,
    stop_child,
    wait_for_port,
)

MARK = ".demo"
"""A file that says a home folder is a demo's, so that a real one is never cleared."""
LOOK = "settings.sh"
"""The settings of the demo, for who looks at its year afterwards."""
PROVIDER = "oidc_provider_mock"


def fresh_home(home: Path, *, identity: str = "link") -> Settings:
    """Return the demo's settings on an empty home and free ports; CycleError when the folder is not a demo's."""
    if identity == "link" and importlib.util.find_spec(PROVIDER) is None:
        raise CycleError("oidc-provider-mock is not installed, and one person of the demo logs in at it: `make setup`")
    home = home.absolute()
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise CycleError(f"{home}: is not a demo's folder; choose another with --home, this one is left alone")
    refuse_owned(home)
    if home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / MARK).write_text("made by `cycle demo`; may be deleted\n")
    asked = load_settings(home=home)
    received = home / "post"
    changes = {
        "CYCLE_HOME": str(home),
        "CYCLE_PORT": str(_free_port(asked.port)),
        "CYCLE_DATABASE_URL": f"sqlite:///{home / 'cycle.sqlite'}",  # never the database of real years
        "CYCLE_PACE": "now",
        "CYCLE_IDENTITY": identity,
        "CYCLE_ADDRESS": "",
        "CYCLE_LINK_HOST": LOOPBACK,
        # Mail goes to the post office of this machine and to reserved names only: no real mailbox can be reached.
        "CYCLE_NETWORK": "loopback",
        "CYCLE_MAIL_MODE": "allowlist",
        "CYCLE_MAIL_ALLOWLIST": ".example",
        "CYCLE_MAIL_HOST": LOOPBACK,
        "CYCLE_MAIL_PORT": str(_free_port(1025)),
        "CYCLE_MAIL_TLS": "none",
        "CYCLE_MAIL_USER": "",
        "CYCLE_MAIL_PASSWORD": "",
        "CYCLE_MAIL_OAUTH_CLIENT": "",
        "CYCLE_MAIL_RECEIVED": str(received),
    }
    provider = {"CYCLE_OIDC_ISSUER": "", "CYCLE_OIDC_CLIENT": "", "CYCLE_OIDC_SECRET": ""}
    (home / LOOK).write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in (changes | provider).items()))
    if identity == "link":  # the provider is there while the year is walked, and not for who looks at it afterwards
        issuer = f"http://localhost:{_free_port(9400)}"
        provider = {"CYCLE_OIDC_ISSUER": issuer, "CYCLE_OIDC_CLIENT": "demo", "CYCLE_OIDC_SECRET": "demo"}
    set_environment(**changes, **provider)
    settings = load_settings()
    set_environment(**prefect_environment(settings))
    return settings


@contextmanager
def post_office(settings: Settings) -> Iterator[None]:
    """Run the local post office while the block runs."""
    assert settings.mail_received is not None
    arguments = ("post", "--port", str(settings.mail_port), "--folder", str(settings.mail_received))
    child = child_process(*arguments, settings=settings, log_file=settings.home / "post.log")
    try:
        yield
    finally:
        stop_child(child)


@contextmanager
def provider_of(settings: Settings, person: KnownPerson) -> Iterator[None]:
    """Run a provider of log-in (OpenID Connect) on this machine while the block runs: it vouches for one person."""
    claims = json.dumps({"sub": person.key, "email": person.address, "email_verified": True})
    port = settings.oidc_issuer.rpartition(":")[2]
    options = ("--host", LOOPBACK, "--port", port, "--user-claims", claims)
    log_file = settings.home / "provider.log"
    child = python_process("-W", "ignore", "-m", PROVIDER, *options, settings=settings, log_file=log_file)
    try:
        wait_for_port(int(port))
        yield
    finally:
        stop_child(child)


def _free_port(wanted: int) -> int:
    """Return the wanted port, or any free one when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CycleError("no free port on this machine")
