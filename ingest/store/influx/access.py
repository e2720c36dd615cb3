"""Where the server is, what it shall keep the readings in, and with which rights."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach InfluxDB.

    Attributes:
        url: its address, without a slash at the end.
        bucket: the bucket (2.x), or the database (1.x, 3 Core).
        organisation: the organisation of a bucket; empty where the server has none.
        measurement: what readings are called there.
        token: a token; empty where there is none, or a user.
        username: a user of 1.x; empty where there is none.
        password: the password of the user.
        ca_file: who signs the server's certificate; None for those whom the machine trusts.
        keep_days: how long readings are kept at least; None for as long as the bucket keeps them.
        timeout_s: how long one answer may take [s].
        append_only: never to write a point twice, as 3 Core needs it in any case.
        slice_hours: the longest period that one query may ask for; None for what suits the version.
    """

    url: str
    bucket: str
    organisation: str = ""
    measurement: str = "reading"
    token: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    keep_days: int | None = None
    timeout_s: float = 30.0
    append_only: bool = False
    slice_hours: int | None = None

    def __str__(self) -> str:
        return f"InfluxDB at {self.url}"

    @property
    def login(self) -> str:
        """Return the settings with which we log in, for whoever has to change them."""
        if self.token:
            return "check [store] token (or token_file)"
        if self.username:
            return "check [store] username and password (or password_file)"
        return "[store] has no login: set token, or username and password"
