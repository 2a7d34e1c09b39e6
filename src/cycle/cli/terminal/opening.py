"""How commands come to the store: most need a home that is there, a few begin one, some do without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cycle.cli.terminal.output import print_line
from cycle.homes import refuse_no_home, what_lies_in
from cycle.services import Services, open_services
from cycle.settings import Settings, load_settings


@contextmanager
def open_home(settings: Settings | None = None) -> Iterator[Services]:
    """Yield the services of a home that is there; StoreError where there is none, and nothing is made."""
    chosen = settings or load_settings()
    refuse_no_home(chosen.home.absolute(), chosen.database, may_begin=False)
    with open_services(chosen) as services:
        yield services


@contextmanager
def open_or_begin() -> Iterator[Services]:
    """Yield the services, for what is done before the first start; a home that is begun here is named."""
    chosen = load_settings()
    is_new = what_lies_in(chosen.home.absolute(), chosen.database) == "empty"
    with open_services(chosen) as services:
        if is_new:
            print_line(f"{chosen.home.absolute()}: a new home of the service begins here", err=True)
        yield services


@contextmanager
def open_or_do_without() -> Iterator[Services]:
    """Yield the services, for what the files alone answer too; without a home that is said, and none is made.

    StoreError where one has lost its database.
    """
    chosen = load_settings()
    holds = what_lies_in(chosen.home.absolute(), chosen.database)
    if holds == "lost":
        refuse_no_home(chosen.home.absolute(), chosen.database, may_begin=True)
    if holds == "kept":
        with open_services(chosen) as services:
            yield services
        return
    said = f"{chosen.home.absolute()}: there is no home of the service there; answered from the community's files alone"
    print_line(f"warning: {said}", err=True)
    with TemporaryDirectory() as folder:
        passing = chosen.model_copy(update={"home": Path(folder), "database_url": type(chosen.database_url)("")})
        with open_services(passing) as services:
            yield services
