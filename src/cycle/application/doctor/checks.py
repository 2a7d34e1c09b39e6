"""Everything that must hold before a year starts, each with the remedy for what does not."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from cycle.application.actions import ADOPT, AWAY, service_state, stuck_steps, verify_year
from cycle.application.delivery import mailbox_of
from cycle.application.doctor.mail_checks import clock_problems, name_problems, server_problems
from cycle.application.doctor.template_checks import check_templates
from cycle.application.persons import IdentityProvider, ProviderError
from cycle.application.year import (
    check,
    find_cycle,
    load_named_community,
    load_year,
    own_register_file,
    past_warnings,
    ruled_days,
)
from cycle.errors import ConfigError, CycleError, InputError, MissingToolError, Problem, StoreError, Unavailable
from cycle.homes import refuse_no_home, what_lies_in
from cycle.letters.pdf import find_office, installed_fonts
from cycle.mail.inbox import open_folder
from cycle.mail.message import is_reserved
from cycle.mail.outbox import why_useless
from cycle.private import open_to_others
from cycle.services import open_services, present_moment
from cycle.settings import Settings, misspelt

FONTS = ("Carlito", "Liberation Sans")
LEAST_FREE = 500_000_000
MAY_BE_GIVEN = {("missing", "date"), ("missing", "venue")}


def diagnose(settings: Settings) -> tuple[Problem, ...]:
    """Return every problem found; a warning does not stop a year."""
    checks: tuple[Callable[[Settings], Iterator[Problem]], ...] = (
        _settings,
        home_problems,
        _community,
        _register,
        _years,
        _templates,
        _office,
        _fonts,
        _mail,
        _provider,
        _coordinators,
        _mail_log,
        _mailbox,
        _memory,
        _room,
    )
    found: list[Problem] = []
    for examination in checks:
        try:
            found += examination(settings)
        except InputError as error:
            found += error.problems
        except CycleError as error:
            found.append(Problem(file="", where=examination.__name__.strip("_"), what=str(error)))
    return tuple(found)


def _settings(_settings: Settings) -> Iterator[Problem]:
    yield from misspelt()


def _provider(settings: Settings) -> Iterator[Problem]:
    """Ask the provider that people may log in with what it says of itself, as a log-in does."""
    if not settings.oidc_issuer:
        return
    try:
        IdentityProvider(settings, redirect="").look()
    except ProviderError as error:
        remedy = "see docs/operations.md, Log-in and people; people log in by a link in a mail meanwhile"
        yield Problem(file="settings", where="CYCLE_OIDC_ISSUER", what=str(error), remedy=remedy)


def home_problems(settings: Settings) -> Iterator[Problem]:
    """Tell when others on this machine could read what the service keeps, or the passwords it is given."""
    home = settings.home.absolute()
    database = settings.database.removeprefix("sqlite:///")
    kept = [home, *([] if Path(database).is_relative_to(home) or "://" in database else [Path(database)])]
    secrets = [settings.mail_dkim_key, Path(".env") if settings.secrets_in_file() else None]
    for path in (*kept, *(path for path in secrets if path is not None)):
        if open_to_others(path):
            yield Problem(
                file="machine",
                where=str(path),
                what=f"others on this machine may look into it (mode {path.stat().st_mode & 0o777:o})",
                remedy=f"chmod go-rwx {path}",
                severity="error" if path in kept else "warning",
            )


def _community(settings: Settings) -> Iterator[Problem]:
    loaded = load_named_community(settings)
    yield from loaded.warnings
    yield from past_warnings(loaded)
    for organisation in loaded.community.organisations:
        if not organisation.number and organisation.valid_to is None:
            yield Problem(
                file="organisations.csv",
                where=organisation.id,
                what=f"{organisation.name} has no organisation number; the archive needs it",
                remedy="look it up in the business register and write it under number",
                severity="warning",
            )


def _register(settings: Settings) -> Iterator[Problem]:
    """Tell what is wrong with the register that the steps read, or that there is none; of a file nothing reads, none.

    The community's own file counts until a register is imported.
    """
    loaded = load_named_community(settings)
    if not _nothing_started(settings):
        with open_services(settings) as services:
            if services.memory.registers.newest(loaded.community.id) is not None:
                return
    yield from check(loaded, own_register_file(loaded))[1]


def _years(settings: Settings) -> Iterator[Problem]:
    """Read every year's folder as a start would; what may be given at the start is not missed."""
    loaded = load_named_community(settings)
    closed = _closed_years(settings, loaded.community.id)
    for meeting in loaded.meetings:
        for folder in sorted(loaded.folder.glob(f"{meeting}-[0-9][0-9][0-9][0-9]")):
            try:
                found = load_year(
                    loaded.folder,
                    meeting=meeting,
                    year=int(folder.name[-4:]),
                    ruled=ruled_days(loaded, loaded.meeting(meeting)),
                    reads=loaded.community.language,
                ).warnings
                yield from (
                    problem
                    for problem in found
                    if folder.name not in closed or not problem.where.startswith("additions[")
                )
            except ConfigError as error:
                yield from (problem for problem in error.problems if (problem.what, problem.where) not in MAY_BE_GIVEN)


def _closed_years(settings: Settings, community: str) -> frozenset[str]:
    """Return the folders of the years that are closed, whose letters nobody writes any more."""
    if _nothing_started(settings):
        return frozenset()
    with open_services(settings) as services:
        rows = [row for row in services.memory.cycles.all() if row.community == community]
        closings = {f"{row.meeting}-{row.year}": services.memory.closings.of(row.id) for row in rows}
        return frozenset(folder for folder, made in closings.items() if made and made[-1].closes)


def _templates(settings: Settings) -> Iterator[Problem]:
    yield from check_templates(settings)


def _office(settings: Settings) -> Iterator[Problem]:
    try:
        find_office(settings.office)
    except MissingToolError as error:
        severity = "error" if settings.pdf == "required" else "warning"
        yield Problem(file="machine", where="LibreOffice", what=str(error), severity=severity)


def _fonts(_settings: Settings) -> Iterator[Problem]:
    installed = installed_fonts()
    for font in FONTS:
        if installed is not None and font not in installed:
            yield Problem(
                file="machine",
                where="fonts",
                what=f"{font} is not installed; letters would be set in another font",
                remedy="apt-get install fonts-crosextra-carlito fonts-liberation",
                severity="warning",
            )


def _mail(settings: Settings) -> Iterator[Problem]:
    """Check that mail settings fit together and that the server answers, without handing in any mail."""
    now = present_moment().astimezone(dt.UTC)
    yield from server_problems(settings, now=now)
    yield from name_problems(settings)
    yield from clock_problems(settings, now=now)


def _coordinators(settings: Settings) -> Iterator[Problem]:
    """Tell when nobody would get a mail that a step waits for a decision."""
    asked = load_named_community(settings).community.coordinators
    if not asked:
        yield Problem(
            file="community.toml",
            where="coordinators",
            what="nobody gets a mail when a step waits for a decision",
            remedy="name those who decide under [[coordinators]]; see docs/rules.md",
            severity="warning",
        )
    for number, coordinator in enumerate(asked):
        if settings.mail_mode == "live" and is_reserved(coordinator.address):
            yield Problem(
                file="community.toml",
                where=f"coordinators[{number}].address",
                what="is an example that leads to nobody",
                remedy="write the real address, or take the table away",
                severity="warning",
            )


def _mail_log(settings: Settings) -> Iterator[Problem]:
    """Check that the log that settles doubtful mails can be read."""
    wrong = "" if settings.mail_log is None else why_useless(settings.mail_log)
    if wrong:
        yield Problem(
            file="mail",
            where="CYCLE_MAIL_LOG",
            what=f"{settings.mail_log}: {wrong}; a person is asked about every mail whose answer is lost",
            remedy="name Postfix's log, and let the service's user read it (group adm on Debian)",
            severity="warning",
        )


def _mailbox(settings: Settings) -> Iterator[Problem]:
    """Open the folders that answers are read from and sent mail is looked for in."""
    for folder in filter(None, (settings.mail_imap_inbox, settings.mail_imap_sent)) if settings.mail_imap_host else ():
        try:
            with open_folder(mailbox_of(settings), folder):
                pass
        except Unavailable as error:
            remedy = "answers and returned mail are not read until it can be opened"
            yield Problem(file="settings", where="CYCLE_MAIL_IMAP_HOST", what=str(error), remedy=remedy)
    if settings.mail_inbox is not None and not settings.mail_inbox.is_dir():
        what, remedy = f"{settings.mail_inbox}: there is no such folder", "correct it, or make the Maildir"
        yield Problem(file="settings", where="CYCLE_MAIL_INBOX", what=what, remedy=remedy)


def _memory(settings: Settings) -> Iterator[Problem]:
    """Tell of a home that was copied, of answers that are not read, and of what nobody tries any more."""
    try:
        refuse_no_home(settings.home.absolute(), settings.database, may_begin=True)
    except StoreError as error:
        yield Problem(file="home", where="", what=f"{error}")
    if _nothing_started(settings):
        return
    with open_services(settings) as services:
        state = service_state(services)
        if state.away:
            yield Problem(file="home", where=str(settings.home), what=AWAY, remedy=ADOPT, severity="warning")
        if state.reading is not None and state.reading.trouble:
            what = f"answers could not be read at the last try ({state.reading.trouble})"
            yield Problem(file="mail", where="inbox", what=what, remedy="see CYCLE_MAIL_IMAP_…", severity="warning")
        for row in services.memory.cycles.all():
            with suppress(CycleError):  # its files are told of by the check of the years
                cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year)
                yield from (
                    Problem(file=row.id, where="", what=flaw, remedy="restore the database, or find who changed it")
                    for flaw in verify_year(cycle).flaws
                )
                for stuck_step in stuck_steps(cycle):
                    why = stuck_step.why.partition("\n")[0] or "its process died"
                    what = f"stopped after {stuck_step.tries} tries: {why}"
                    remedy = f"mend it, then cycle start {row.year}"
                    yield Problem(file=row.id, where=stuck_step.step, what=what, remedy=remedy, severity="warning")


def _nothing_started(settings: Settings) -> bool:
    """Return whether there is no home that can be opened: then nothing is made here."""
    return what_lies_in(settings.home.absolute(), settings.database) != "kept"


def _room(settings: Settings) -> Iterator[Problem]:
    home = settings.home.absolute()
    there = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < LEAST_FREE:
        yield Problem(
            file="machine",
            where=str(settings.home),
            what=f"only {free // 1_000_000} MB free",
            remedy="a year needs some hundred megabytes",
            severity="warning",
        )
