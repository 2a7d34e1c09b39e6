"""Tests and demos reach nobody: neither this process nor one that it starts can open a line to another machine."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cycle.errors import ConfigError
from cycle.mail.transport.server import MailServer
from cycle.network import is_loopback

ROOT = Path(__file__).parents[1]
ELSEWHERE = "192.0.2.1"
"""An address that leads nowhere (RFC 5737), in case the wall should have a hole."""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST."])
def test_this_machine_is_known_by_name_and_number(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example", "127.0.0.1.example", "example", "", "2130706433"])
def test_every_other_machine_is_another(host):
    assert not is_loopback(host)


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_no_test_opens_a_line_to_another_machine(kind):
    with socket.socket(socket.AF_INET, kind) as line, pytest.raises(OSError, match="lets nothing reach another") as no:
        # Past the wall of the mail tests, which stands before this one.
        socket.socket.connect(line, (ELSEWHERE, 25))
    assert no.value.errno == errno.ENETUNREACH


def test_no_test_sends_a_packet_to_another_machine():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line, pytest.raises(OSError, match="lets nothing reach"):
        line.sendto(b"hei", (ELSEWHERE, 53))


def test_no_test_asks_for_the_number_of_another_machine():
    for name in ("smtp.alver.example", b"smtp.alver.example", ELSEWHERE):
        with pytest.raises(socket.gaierror, match="lets nothing reach another machine"):
            socket.getaddrinfo(name, 25)
    assert socket.getaddrinfo("127.0.0.1", 25)


def test_a_process_that_a_test_starts_is_kept_here_too():
    program = (
        "from cycle.settings import load_settings; load_settings()\n"
        "import socket\n"
        f"socket.create_connection(({ELSEWHERE!r}, 25), timeout=1)"
    )
    assert os.environ["CYCLE_NETWORK"] == "loopback"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr.splitlines()[-1].endswith("CYCLE_NETWORK=loopback lets nothing reach another machine")


def test_the_demo_keeps_to_this_machine_whatever_the_settings_say(tmp_path):
    """Its settings are made in a process of their own, from an environment that names a real mail server."""
    program = (
        "from pathlib import Path\n"
        "from flows.example_year.demo_home import fresh_home\n"
        "from cycle.application.delivery.sending import guard_of\n"
        "import socket, sys\n"
        "settings = fresh_home(Path(sys.argv[1]))\n"
        "server = guard_of(settings).server\n"
        "print(settings.network, settings.mail_mode, server.host, repr(server.user), server.access)\n"
        f"socket.create_connection(({ELSEWHERE!r}, 25), timeout=1)"
    )
    given = {
        "CYCLE_NETWORK": "any",
        "CYCLE_MAIL_MODE": "live",
        "CYCLE_MAIL_HOST": "smtp.alver.example",
        "CYCLE_MAIL_USER": "post@alver.example",
        "CYCLE_MAIL_OAUTH_CLIENT": "app",
    }
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "demo")],
        env={**os.environ, **given, "CYCLE_ROOT": str(ROOT), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.stdout == "loopback allowlist 127.0.0.1 '' None\n", done.stderr
    assert done.stderr.splitlines()[-1].endswith("CYCLE_NETWORK=loopback lets nothing reach another machine")


def test_a_mail_server_elsewhere_cannot_be_named_where_only_this_machine_may_be_reached():
    with pytest.raises(ConfigError, match="host: another machine, where only this one may be reached"):
        MailServer(host="smtp.alver.example", port=587, only_this_machine=True)
    assert MailServer(host="localhost", port=587, only_this_machine=True).host == "localhost"
