"""Keeps the service of a home up as a service manager does, and kills parts of it while a year goes on.

Killed without warning (`kill -9`) are the service, Prefect's server, a run, the door with the pages, LibreOffice, or
all of it at once. The same seed kills in the same order. `endure.py` is the campaign.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import psutil

from cycle.lifetime import start_child

WEIGHTS = {"run": 4, "office": 3, "service": 2, "server": 1, "pages": 1, "all": 1}
"""What is killed how often, where it is there to be killed."""
IN_THE_MIDDLE = {"run": 3.0, "office": 2.0, "service": 25.0, "server": 25.0, "pages": 25.0, "all": 25.0}
"""Within how many seconds it is killed, from when a run or LibreOffice is at work, or the service is up."""
WHILE_IT_STARTS = 0.1
"""How likely a kill does not wait until the service is up."""
IN_TURN = ("run", "office", "service", "all", "pages", "server")
"""What is killed where the number of kills is given, in this order and over again."""
ONLY_AT_WORK = {"run", "office"}
"""What is there only after an answer; all else can be killed while the year waits for one."""
NEAR_THE_END = 0.85
"""The part of the year's answers after which none is given before every kill that is due."""
LONGEST_SECONDS, PAUSE_SECONDS = 1.5, 0.05
"""How long after it is there it lives at most where it is killed in its turn, and how often it is looked for."""
LOOK_SECONDS = 20
"""How long something is waited for that is to be killed, before chance picks again."""


class Answering(Protocol):
    """Whoever answers the gates of the year."""

    waits: Callable[[], bool]

    def answers(self) -> float:
        """Return the part of the year's answers that is given, from 0 to 1."""
        ...


class Manager:
    """A service manager: it starts `cycle up` again a second after it died."""

    def __init__(self, home: Path) -> None:
        """Keep the home; nothing is started yet."""
        self._home, self._ending = home, threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def run(self) -> None:
        """Keep the service up until told to end."""
        while not self._ending.is_set():
            with (self._home / "up.log").open("ab") as log:
                command = [sys.executable, "-m", "cycle", "up"]
                self.child = start_child(command, environment=_settings_of_the_year(), out=log)
            self.starts += 1
            self.child.wait()
            self._ending.wait(1)

    def end(self) -> None:
        """Stop the service politely."""
        self._ending.set()
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            self.child.wait(90)

    def family(self) -> dict[str, list[psutil.Process]]:
        """Return the processes of the service that live, by what they are."""
        if self.child is None or self.child.poll() is not None:
            return {}
        found: dict[str, list[psutil.Process]] = {}
        with contextlib.suppress(psutil.NoSuchProcess):
            service = psutil.Process(self.child.pid)
            found["service"] = [service]
            for process in service.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    if process.status() != psutil.STATUS_ZOMBIE:
                        found.setdefault(_what(process), []).append(process)
            found["all"] = [process for processes in found.values() for process in processes]
        return found


@contextlib.contextmanager
def kept_up(home: Path) -> Iterator[Manager]:
    """Keep the service of a home up while the block runs."""
    manager = Manager(home)
    threading.Thread(target=manager.run, daemon=True).start()
    try:
        yield manager
    finally:
        manager.end()


@contextlib.contextmanager
def killing(
    manager: Manager, chance: random.Random, *, ready: Callable[[], bool], person: Answering, exactly: int
) -> Iterator[Counter[str]]:
    """Kill while the block runs, as chance will or `exactly` so many times, and yield the count of each."""
    killer = Killer(manager, chance, ready=ready, person=person, exactly=exactly)
    thread = threading.Thread(target=killer.kill_in_turn if exactly else killer.kill_as_chance_will, daemon=True)
    person.waits = killer.holds_answers
    thread.start()
    try:
        yield killer.killed
    finally:
        killer.ending.set()
        thread.join()


class Killer:
    """Kills what chance picks until it is told to end; or a given number, spread over the year by its answers."""

    def __init__(
        self, manager: Manager, chance: random.Random, *, ready: Callable[[], bool], person: Answering, exactly: int
    ) -> None:
        """Keep what may be killed; nothing is killed yet."""
        self._manager, self._chance, self._ready, self._person = manager, chance, ready, person
        self._exactly, self._kind = exactly, ""
        self.killed: Counter[str] = Counter()
        self.ending = threading.Event()

    def kill_as_chance_will(self) -> None:
        """Kill without end: some in the middle of work, some while the service starts."""
        while not self.ending.is_set():
            [kind] = self._chance.choices([*WEIGHTS], [*WEIGHTS.values()])
            moment, at_once = self._chance.uniform(0, IN_THE_MIDDLE[kind]), self._chance.random() < WHILE_IT_STARTS
            deadline = time.monotonic() + LOOK_SECONDS
            while not at_once and not self._is_there(kind) and time.monotonic() < deadline:
                if self.ending.wait(0.1):
                    return
            if self.ending.wait(moment):
                return
            self._kill(kind)

    def kill_in_turn(self) -> None:
        """Kill one kind after the other, each as soon as the year has come so far; a kind that is not there is left."""
        for self._kind in itertools.cycle(IN_TURN):
            checks, longest = 0, LONGEST_SECONDS
            while checks < LOOK_SECONDS / PAUSE_SECONDS:
                if self.ending.wait(PAUSE_SECONDS):
                    return
                if self._due() and self._is_there(self._kind):
                    if self.ending.wait(self._chance.uniform(0, longest)):
                        return
                    if self._kill(self._kind):
                        break
                    longest /= 2  # its work was done sooner: strike earlier
                checks += self.holds_answers()

    def holds_answers(self) -> bool:
        """Return whether no answer may be given now: a quick year must not end before the kills that are due."""
        if self._kind in ONLY_AT_WORK and self._person.answers() < NEAR_THE_END:
            return self._due() > 1
        return self._due() > 0

    def _due(self) -> int:
        """Return how many should be dead by now that are not."""
        return min(self._exactly, int(self._person.answers() * (self._exactly + 1))) - self.killed.total()

    def _is_there(self, kind: str) -> bool:
        """Return whether it can be killed: what is always there counts only once the service is up."""
        if not self._manager.family().get(kind):
            return False
        if kind in ONLY_AT_WORK:
            return True
        with service_may_be_down():
            return self._ready()
        return False

    def _kill(self, kind: str) -> bool:
        """Kill every process of the kind without warning, and return whether there was one."""
        dead = False
        for process in self._manager.family().get(kind, ()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
                dead = True
        self.killed[kind] += dead
        return dead


def _what(process: psutil.Process) -> str:
    words = process.cmdline()
    if "serve-pages" in words:
        return "pages"
    if any("soffice" in word or "oosplash" in word for word in words[:8]):
        return "office"
    if any("prefect_server" in word or "prefect.server" in word for word in words):
        return "server"
    parent = process.parent()
    if "flows.running.warm" in words and parent is not None and "flows.running.warm" in parent.cmdline():
        return "run"
    return "other"


@contextlib.contextmanager
def service_may_be_down() -> Iterator[None]:
    """Go on whatever the service answers: a person tries again."""
    import httpx
    from prefect.exceptions import PrefectException

    from cycle.errors import CycleError

    with contextlib.suppress(CycleError, PrefectException, httpx.HTTPError, RuntimeError, ValueError):
        yield


def _settings_of_the_year() -> Mapping[str, str]:
    return {**os.environ, "CYCLE_WATCH_SECONDS": "2", "CYCLE_MAIL_RETRY_SECONDS": "1,1,1"}
