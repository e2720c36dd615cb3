"""The errors of ingest; each says what its catcher may do now.

IngestError
├── DecodeError            this payload says nothing we can read: quarantine it, go on with the next
│   └── NotYetDecodable    not before something else was announced: send the request, try again then
├── JournalFull            no room for more: do not acknowledge, ask again later
├── JournalUnusable        the journal cannot be opened or read: stop, tell the operator
├── StoreError
│   ├── StoreUnavailable   not now: keep the readings, retry later
│   └── StoreUnusable      not like this (settings, rights, schema): tell the operator, keep the readings
├── DatabaseUnusable       the state database cannot be opened, read or written: tell the operator
├── UnknownName            there is no site, place or device with this id: say so, change nothing
├── InvalidAccount         a gateway cannot be called, or publish, like this: say so, change nothing
├── FilesUnusable          a file for another program cannot be written: name it, change nothing
├── SettingsError          the configuration is wrong: tell all its mistakes, do not start
├── WorkerUnusable         a process of the crew cannot work: tell the operator, do not start
└── AddressInUse           somebody else listens there: name the setting, do not start
"""

from __future__ import annotations

from ingest.counted import counted


class IngestError(Exception):
    """Anything that ingest can tell its caller."""


class DecodeError(IngestError):
    """A payload that its format cannot read; names the field, what was seen and what was expected."""

    def __init__(self, field: str, seen: object, expected: str) -> None:
        self.field = field
        self.seen = repr(seen)[:120]
        self.expected = expected
        super().__init__(f"{field}: expected {expected}, saw {self.seen}")


class NotYetDecodable(DecodeError):
    """A payload that can be read once *scope* was announced; *topic* and *payload* ask the gateway for it.

    An empty *topic*: nobody can be asked.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the three of a DecodeError, and what to do now
        self, field: str, seen: object, expected: str, scope: str, topic: str = "", payload: bytes = b""
    ) -> None:
        self.scope = scope
        self.topic = topic
        self.payload = payload
        super().__init__(field, seen, expected)


class JournalFull(IngestError):
    """The journal has reached its bound; nothing was appended."""


class JournalUnusable(IngestError):
    """The journal cannot be opened, read or written."""


class JournalDamaged(JournalUnusable):
    """The journal is too damaged to be opened; what is intact of it can be taken into a new one."""


class StoreError(IngestError):
    """The store did not do what it was asked; the readings are still in the journal."""


class StoreUnavailable(StoreError):
    """The store cannot be reached or is busy; the same call may succeed later, not before *retry_after_s*."""

    def __init__(self, message: str, retry_after_s: float = 0.0) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


class StoreUnusable(StoreError):
    """The store refuses for a reason that only an operator can change."""


class DatabaseUnusable(IngestError):
    """The state database cannot be opened, read or written, or a newer version made its tables."""


class UnknownName(IngestError):
    """There is no site, place or device with this id."""


class InvalidAccount(IngestError):
    """A gateway's account that cannot be made: its name, kind or topics; says what was expected."""


class FilesUnusable(IngestError):
    """A file that is written for another program, such as Mosquitto, cannot be written or read."""


class SettingsError(IngestError):
    """A configuration with mistakes; *problems* holds one sentence each, with path and value seen."""

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        self.source = source
        self.problems = problems
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(f"{source}: {counted(len(problems), 'mistake')}{lines}")


class WorkerUnusable(IngestError):
    """A process that shall decode cannot be started."""


class AddressInUse(IngestError):
    """A port that another program already listens on."""
