"""Keeps every mail as it left, byte for byte, and gives it back: the files it carried are in the store already."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from cycle.errors import StoreError
from cycle.mail.message import Mail, packed, unpacked_mail
from cycle.mail.transport import Guard
from cycle.model import EML, StoredFile
from cycle.store.kept_files.files import Files
from cycle.store.mails.handed_mails import Message
from cycle.store.mails.outbox import Outbox
from cycle.store.memory import Memory


@dataclass(frozen=True, slots=True)
class Leaving:
    """The mails that are on their way out, until the outbox marks them as being sent."""

    files: Files
    _held: dict[str, Message] = field(default_factory=dict)

    def guard(self, guard: Guard) -> Guard:
        """Return the guard with each mail shown here as it leaves, signed and redirected."""
        return replace(guard, shown=self._hold)

    def outbox(self, outbox: Outbox) -> Outbox:
        """Return the outbox that writes each mail down with its mark."""
        return replace(outbox, message_of=self._let_go)

    def _hold(self, mail: Mail) -> None:
        sha256 = hashlib.sha256(mail.data).hexdigest()
        pieces = packed(mail.data, is_kept=lambda file: self.files.path(file).exists())
        self._held[sha256] = Message(sha256=sha256, size=len(mail.data), pieces=pieces)

    def _let_go(self, sha256: str) -> Message | None:
        return self._held.pop(sha256, None)


@dataclass(frozen=True, slots=True)
class ReadKept:
    """Reads what a package holds: a stored file, or a mail as it left."""

    files: Files
    messages: Mapping[str, Message]
    """The mails of the package, packed."""

    def __call__(self, file: StoredFile) -> bytes:
        """Return the bytes; StoreError when they are gone or have changed."""
        if file.media_type != EML:
            return self.files.read(file)
        message = self.messages.get(file.sha256)
        if message is None:
            raise StoreError(f"messages/{file.sha256[:12]}: is gone from the store; restore the database")
        return unpacked_mail(message.pieces, read=self.files.get)


def read_kept(memory: Memory, mails: Iterable[StoredFile]) -> ReadKept:
    """Return what reads the files of a package that holds these mails."""
    return ReadKept(memory.files, memory.messages.get({mail.sha256 for mail in mails}))


def sent_messages(memory: Memory, wanted: Collection[str]) -> dict[str, StoredFile]:
    """Return sha256 → the mail as it left, for those that are kept: mails from before they were are not."""
    return {
        sha256: StoredFile(sha256=sha256, name=f"{sha256[:12]}.eml", media_type=EML, size=size)
        for sha256, size in memory.messages.sizes(wanted).items()
    }
