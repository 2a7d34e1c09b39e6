"""Every setting of the service, read from the environment (`CYCLE_…`) or a `.env` file, each with a safe default."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from cycle.errors import Problem, SettingError, did_you_mean
from cycle.network import is_loopback, stay_on_this_machine

PREFIX = "CYCLE_"
FILE = ".env"
GONE = {
    "CYCLE_WEB_PORT": "take it away: the pages and Prefect stand behind one door now, on the port of CYCLE_PORT",
}
"""Settings of earlier versions, and what to do instead."""


class Settings(BaseModel):
    """What differs from machine to machine. `config/example.env` shows each setting with its default."""

    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)

    home: Path = Path("var")
    """Folder for everything the service writes: database, files, received demo mail, site, Prefect's home."""
    root: Path = Field(default_factory=lambda: _default_root())
    """Folder that holds `config/` and `templates/`."""
    community: str = "bergensomradet"
    meeting: str = ""
    """Meeting type; empty means the community's first."""
    database_url: SecretStr = SecretStr("")
    """SQLAlchemy URL, which may hold a password; empty means SQLite under `home`."""

    port: int = Field(4200, ge=0, le=65535)
    """Port of the one door on loopback: our pages, and Prefect's behind them."""
    pace: Literal["milestones", "now"] = "milestones"
    """Whether letters and mails wait for their milestone, or every step starts as soon as it can."""
    warm: bool = True
    """Start flow runs as forks of a process that has imported everything; off, each imports it again."""
    watch_seconds: float = Field(60, ge=1, le=3600)
    """How often the service looks whether something that is due stands still."""
    network: Literal["any", "loopback"] = "any"
    """`loopback` keeps the whole process on this machine, for tests and demos: no mail server, mailbox, identity server
    or name server elsewhere can be reached, whatever else is set."""
    site_address: str = Field("", pattern=r"^(https?://[^\s?#]+)?$")
    """Where the public site is published, `https://moete.example.no`; set, it gets an Atom feed and a sitemap."""
    link_host: str = "127.0.0.1"
    """Host name printed in links to the review pages and the Prefect UI."""

    address: str = Field("", pattern=r"^(https?://[^\s/?#@]+)?$")
    """Address that people reach the door at, `https://aarshjul.example.no`, where a proxy with a certificate stands
    before it; empty means `http://` with `link_host` and the port."""
    identity: Literal["", "link", "name"] = ""
    """How it is known who decides: `link` is log-in by a link in a mail, `name` a name that is typed, which proves
    nothing; empty means `link`, and `name` in a home from before there was log-in."""
    oidc_issuer: str = Field("", pattern=r"^(https?://[^\s?#]+)?$")
    """Provider that people may log in with too (OpenID Connect), Entra ID or another; empty means none."""
    oidc_client: str = ""
    """The service's id at the provider."""
    oidc_secret: SecretStr = SecretStr("")
    """The service's secret at the provider; empty where it has none."""
    oidc_name: str = "OpenID Connect"
    """What the provider is called on the button."""

    archive_copy: Path | None = None
    """Folder on another disk or machine that packages and their files are copied to when they are published."""

    office: str = ""
    """Path of LibreOffice; empty means looked for."""
    pdf: Literal["required", "optional"] = "required"
    """`optional` lets letters go as .docx when LibreOffice is missing."""

    archive_schemas: Path | None = None
    """Folder of the official schemas that messages for a records system are checked by; empty checks none."""

    mail_mode: Literal["folder", "redirect", "allowlist", "live"] = "folder"
    mail_host: str = "127.0.0.1"
    mail_port: int = Field(25, ge=1, le=65535)
    mail_tls: Literal["none", "starttls", "implicit"] = "starttls"
    """`none` is accepted for loopback only."""
    mail_hello: str = "localhost"
    """Name the mail server is greeted with (EHLO): this machine's own in DNS, where the server asks for one."""
    mail_authority: Path | None = None
    """PEM file of the certificate authority of mail server and mailbox; empty trusts the system's."""
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_oauth_client: str = ""
    """The application's id at Microsoft or Google; set, the log-in is with access tokens instead of a password."""
    mail_oauth_secret: SecretStr = SecretStr("")
    mail_oauth_refresh_token: SecretStr = SecretStr("")
    """What a person has given the application once; Google needs it, Microsoft does without."""
    mail_oauth_tenant: str = ""
    """Microsoft's directory: its id or domain."""
    mail_oauth_endpoint: str = ""
    """Address of the identity server's tokens; empty means the provider's."""
    mail_oauth_scope: str = ""
    """What access is asked for; empty means the provider's usual."""
    mail_from: str = ""
    """Sender address; empty means the community's contact."""
    mail_redirect_to: str = ""
    mail_allowlist: tuple[str, ...] = ()
    """Addresses and `@domains` that may receive mail in `allowlist` mode, separated by commas."""
    mail_received: Path | None = None
    """Maildir where a mail server on this machine keeps all it received: evidence after a crash, for demos."""
    mail_log: Path | None = None
    """Log of the Postfix that mail is handed to: evidence after a crash."""
    mail_retry_seconds: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)] = (
        60,
        300,
        1800,
        7200,
    )
    """Waits before a mail server that is down is tried again."""
    mail_provider: Literal["own", "microsoft365", "google"] = "own"
    """Whose limits hold: connections at once, mails a minute and a day."""
    mail_connections: int = Field(0, ge=0, le=32)
    """Connections at once; 0 means as many as the provider lets us have."""
    mail_per_minute: int = Field(0, ge=0)
    """Mails a minute; 0 means the provider's limit."""
    mail_per_day: int = Field(0, ge=0)
    """Mails a day; 0 means the provider's limit."""
    mail_max_mb: float = Field(10, gt=0, le=150)
    """Largest mail in megabytes; a larger one is refused before anyone approves the mailing."""
    mail_dkim_domain: str = ""
    """Domain that mail is signed for; empty leaves signing to the mail server."""
    mail_dkim_selector: str = ""
    """Name of the public key in that domain: `SELECTOR._domainkey.DOMAIN`."""
    mail_dkim_key: Path | None = None
    """File with the private RSA key, as PEM."""
    mail_bounces: str = ""
    """Mailbox for returned mail that takes `+tags`; empty means that returned mail comes to the sender address."""
    mail_imap_host: str = ""
    """Where answers and returned mail are read; empty means nowhere."""
    mail_imap_port: int = Field(993, ge=1, le=65535)
    mail_imap_tls: Literal["none", "starttls", "implicit"] = "implicit"
    """`none` is accepted for loopback only."""
    mail_imap_user: str = ""
    """Empty means `mail_user`, with its password or access tokens."""
    mail_imap_password: SecretStr = SecretStr("")
    mail_imap_inbox: str = "INBOX"
    mail_imap_sent: str = ""
    """Folder where the provider files what was handed in: evidence for doubtful mails; empty means none."""
    mail_imap_sent_complete: bool = False
    """The provider files every mail there, so that a mail that is not there was not accepted."""
    mail_inbox: Path | None = None
    """Maildir of answers and returned mail on this machine."""
    mail_inbox_minutes: int = Field(10, ge=1, le=1440)
    """How often answers and returned mail are read while the service is up."""
    mail_words_days: int = Field(90, ge=0)
    """How long what people wrote in their answers is kept; after that only what they answered."""
    mail_receipts: bool = False
    """Ask for a report of each delivery where the server offers it; without, only failures and delays are reported."""
    mail_canary: int = Field(5, ge=0)
    """In mode `live`, how many mails go first, until a person lets the rest go; 0 sends them all at once."""

    def __init__(self, *, _env_file: str | Path | None = FILE, **given: Any) -> None:
        """Take what is given first, then the environment, then the file; what is empty there means its default.

        A name in the environment goes before the file also when it is empty.
        """
        written = _by_setting(_in_file(_env_file)) | _by_setting(os.environ)
        super().__init__(**{name: value for name, value in written.items() if value} | given)

    @field_validator(
        "archive_schemas",
        "mail_received",
        "mail_authority",
        "mail_dkim_key",
        "mail_log",
        "mail_inbox",
        "archive_copy",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("mail_from", "mail_redirect_to", "mail_bounces")
    @classmethod
    def _one_address(cls, value: str, field: ValidationInfo) -> str:
        """Refuse what would be told of every recipient as if the recipient's address were wrong."""
        value = value.strip()
        if value and not _is_address(value):
            raise ValueError("is not one e-mail address as post@kommune.no, without a name")
        if field.field_name == "mail_bounces" and len(value.rpartition("@")[0]) > 64 - 27:  # RFC 5321 4.5.3.1.1
            raise ValueError("has no room for the tag of 27 characters before the @; give the mailbox a shorter name")
        return value

    @field_validator("address")
    @classmethod
    def _as_browsers_send_it(cls, value: str) -> str:
        """Return the address as browsers name it: letters of ASCII (IDNA), no port that goes without saying."""
        if not value:
            return value
        try:
            return _one_origin(value)
        except ValueError:
            raise ValueError("is no address as https://aarshjul.example.no: a name and, where needed, a port") from None

    @field_validator("oidc_issuer")
    @classmethod
    def _encrypted_on_its_way(cls, value: str) -> str:
        """Refuse a provider in plain text on another machine: whoever sits on the line logs in as anybody."""
        if value.startswith("http:") and not is_loopback(urlsplit(value).hostname or ""):
            raise ValueError("is plain text to another machine, where anybody on the line logs in as anybody: https")
        return value

    @field_validator("oidc_client")
    @classmethod
    def _known_at_the_provider(cls, value: str, field: ValidationInfo) -> str:
        """Refuse a provider that knows nothing of the service: nobody could log in there."""
        if not value.strip() and field.data.get("oidc_issuer"):
            raise ValueError("is empty, and CYCLE_OIDC_ISSUER names a provider: write the service's id there")
        return value.strip()

    @field_validator("identity")
    @classmethod
    def _names_on_this_machine_alone(cls, value: str, field: ValidationInfo) -> str:
        """Refuse to let whoever reaches the service from elsewhere decide in any name."""
        if value == "name" and _is_elsewhere(field.data.get("address", "")):
            raise ValueError("is for this machine alone, and CYCLE_ADDRESS is reached from elsewhere; write link")
        return value

    @field_validator("mail_hello")
    @classmethod
    def _one_host(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f.:IPv]+\]", value.strip()):
            raise ValueError("is no host name as post.kommune.no, nor an address as [192.0.2.1]")
        return value.strip()

    @field_validator("mail_allowlist", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("mail_retry_seconds", mode="before")
    @classmethod
    def _split_numbers(cls, value: object) -> object:
        return tuple(int(part) for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @classmethod
    def secrets_in_file(cls) -> tuple[str, ...]:
        """Return the secrets that the `.env` file of the working directory gives, by the names of their settings."""
        given = {name for name, value in _by_setting(_in_file()).items() if value}
        return tuple(sorted(name for name in given & set(cls.model_fields) if _is_secret(name)))

    @property
    def is_reached_from_elsewhere(self) -> bool:
        """Return whether people on other machines come in, through a proxy."""
        return _is_elsewhere(self.address)

    @property
    def reads_mail(self) -> bool:
        """Return whether answers and returned mail are read from somewhere."""
        return bool(self.mail_imap_host) or self.mail_inbox is not None

    @property
    def database(self) -> str:
        """Return the database URL."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.home.absolute() / 'cycle.sqlite'}"

    @property
    def mail_folder(self) -> Path:
        """Return the Maildir that mode `folder` writes to."""
        return self.home.absolute() / "mail"

    @property
    def communities(self) -> Path:
        """Return the folder of communities."""
        return self.root / "config" / "communities"

    @property
    def templates(self) -> Path:
        """Return the folder of templates."""
        return self.root / "templates"


def load_settings(**overrides: object) -> Settings:
    """Return the settings; ConfigError naming every value that does not fit and what would.

    With `network` set to `loopback` the process is kept on this machine from here on.
    """
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingError(
            Problem(
                file="settings",
                where=PREFIX + str(".".join(str(part) for part in error["loc"])).upper(),
                what=str(error["msg"]).removeprefix("Value error, "),
                remedy="see config/example.env",
            )
            for error in error.errors()
        ) from error
    if settings.network == "loopback":
        stay_on_this_machine()
    missing = not settings.communities.is_dir()
    if missing:
        raise SettingError(
            [
                Problem(
                    file="settings",
                    where="CYCLE_ROOT",
                    what=f"{settings.root} holds no config/communities",
                    remedy="run from the project's folder or set CYCLE_ROOT to it",
                )
            ]
        )
    return settings


def misspelt() -> tuple[Problem, ...]:
    """Return one warning for every `CYCLE_…` variable, in the environment or the `.env` file, that no setting reads."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return tuple(
        Problem(
            file=file,
            where=name.upper(),
            what="no such setting; it is ignored",
            remedy=GONE.get(name.upper()) or did_you_mean(name.upper(), known),
            severity="warning",
        )
        for file, names in (("environment", os.environ), (FILE, _in_file()))
        for name in sorted(names)
        if name.upper().startswith(PREFIX) and name.upper() not in known
    )


def environment(**changes: str) -> dict[str, str]:
    """Return a copy of this process's environment with the changes, for child processes."""
    return {**os.environ, **changes}


def set_environment(**changes: str) -> None:
    """Set variables that a library reads once, at import."""
    os.environ.update(changes)


def _one_origin(address: str) -> str:
    """Return scheme, host and port as a browser's Origin has them (RFC 6454 section 6.1); ValueError for no host."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    named = f"[{ip_address(host)}]" if ":" in host else host.encode("idna").decode("ascii")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", named):
        raise ValueError
    goes_without_saying = {"http": 80, "https": 443}[parts.scheme]
    port = f":{parts.port}" if parts.port not in {None, goes_without_saying} else ""
    return f"{parts.scheme}://{named}{port}"


def _is_elsewhere(address: str) -> bool:
    return not is_loopback(urlsplit(address).hostname or "localhost")


def _in_file(file: str | Path | None = FILE) -> Mapping[str, str | None]:
    """Return the variables of a file; none when there is no such file."""
    if file is None or not (Path(file).is_file() or Path(file).is_fifo()):
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - few installations have the file

    return dotenv_values(file)


def _by_setting(variables: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return what variables say, by the names of the settings; the case of a variable's name does not matter."""
    return {name[len(PREFIX) :].lower(): value for name, value in variables.items() if name.upper().startswith(PREFIX)}


def _is_secret(name: str) -> bool:
    return Settings.model_fields[name].annotation is SecretStr


def _is_address(value: str) -> bool:
    """Return whether it is one address that every mail server can take."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow import, seldom needed

    try:
        validate_email(value, allow_smtputf8=False, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    return True


def _default_root() -> Path:
    here = Path.cwd()
    return here if (here / "config" / "communities").is_dir() else Path(__file__).parents[2]
