"""The part of the one TOML file that alerts reads, with its defaults and its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from ingest.configuration import Contradiction, Section
from ingest.settings import Identifier, kept_secret, unreadable


def date_as_number(value: object) -> object:
    """Return a date as the number that rules have it as, and everything else as it is.

    >>> date_as_number(date(2026, 2, 10)), date_as_number("2026-02-10"), date_as_number(3.5)
    (20260210, 20260210, 3.5)
    """
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return value
    return int(f"{value:%Y%m%d}") if isinstance(value, date) else value


RuleValue = Annotated[float, BeforeValidator(date_as_number), Field(allow_inf_nan=False)]
"""A number of a rule; one that is a date may be written as one."""


class AlertsSettings(Section):
    """``[alerts]``: what is kept to judge readings that come late, and what is known about goods.

    Attributes:
        evidence_days: readings that arrive later than this after they were observed are stored, but change
            no alert any more.
        product_files: your own products, in files or in folders of ``*.toml``; one with the id of a product
            that Coldframe knows takes its place.
        recipe_files: your own recipes beside those that Coldframe knows, with ids of their own.
        rules: numbers that places have instead of their recipe's, by place and dotted path; a stage of a crop
            begins on a date, such as ``"stages.bloom.begins" = 2026-02-10``.
        product_rules, lot_rules: numbers that the lots of a product, or one lot, are judged by instead of
            those of all goods, by id and dotted path.
    """

    evidence_days: Annotated[int, Field(ge=1, le=366)] = 35
    product_files: tuple[Path, ...] = ()
    recipe_files: tuple[Path, ...] = ()
    rules: Mapping[str, Mapping[str, RuleValue]] = {}
    product_rules: Mapping[str, Mapping[str, RuleValue]] = {}
    lot_rules: Mapping[str, Mapping[str, RuleValue]] = {}

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield files and folders that are not there."""
        for name in ("product_files", "recipe_files"):
            paths = raw.get(name)
            for number, path in enumerate(paths if isinstance(paths, list | tuple) else ()):
                if isinstance(path, str) and not Path(path).exists():
                    yield Contradiction(
                        (name, number), path, "a file, or a folder of files, that can be read"
                    )


class ChannelSettings(Section):
    """``[[notify.channels]]``: one address at which people are reached.

    Attributes:
        name: lasting name; deliveries are remembered by it.
        url: the address as Apprise writes it, such as ``ntfy://topic`` or ``mailto://…``.
        url_file: a file that holds the address, for one with secrets in it.
    """

    name: Identifier
    url: SecretStr | None = None
    url_file: Path | None = None

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield what the fields say against each other."""
        url, url_file = raw.get("url"), raw.get("url_file")
        if (url is None) == (url_file is None):
            yield Contradiction(("url",), url, "exactly one of url and url_file")
        else:
            yield from unreadable(raw, "url_file")

    def secret(self) -> str:
        """Return the address from wherever it stands."""
        return (kept_secret(self.url, self.url_file) or "").strip()


def _time_of_day(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("a time of day, such as 09:00")
    return text


class NotifySettings(Section):
    """``[notify]``: who is told, and how fast and patiently.

    Attributes:
        channels: every channel gets every notice.
        per_minute: most attempts per channel in a minute; what is more waits.
        give_up_after_s: a notice older than this is not tried again.
        prove_at: when every channel carries a short message each day, by the clock of the first site; what
            does not carry it is told of by the others. None: never.
    """

    channels: tuple[ChannelSettings, ...] = ()
    per_minute: Annotated[int, Field(ge=1, le=600)] = 30
    give_up_after_s: Annotated[int, Field(ge=600, le=30 * 86_400)] = 86_400
    prove_at: Annotated[str, AfterValidator(_time_of_day)] | None = None

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield names that stand twice."""
        rows = raw.get("channels")
        seen: set[str] = set()
        for number, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
            name = row.get("name") if isinstance(row, dict) else None
            if not isinstance(name, str):
                continue
            if name in seen:
                yield Contradiction(("channels", number, "name"), name, "a name that no other channel has")
            seen.add(name)
