"""What a farm file says, read and checked for what can be told without knowing the farm.

A moment is a time with its offset, or a date, which means midnight on the farm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from ingest.clock import from_datetime
from ingest.configuration import Contradiction, Section, parse_configuration
from ingest.settings import (
    DeviceSettings,
    Identifier,
    PlaceSettings,
    SiteSettings,
    Title,
    doubles,
    rows_of,
    time_zone_name,
)

_EXPECTED_MOMENT = "a time with its offset, such as 2026-06-14T04:10:00Z, or a date"
_EARLIEST = 2000
_LATEST = 2100


def _moment(seen: object) -> datetime | date:
    if isinstance(seen, str):
        try:
            seen = datetime.fromisoformat(seen) if len(seen) > len("2026-06-14") else date.fromisoformat(seen)
        except ValueError as error:
            raise ValueError(_EXPECTED_MOMENT) from error
    if not isinstance(seen, date) or (isinstance(seen, datetime) and seen.tzinfo is None):
        raise ValueError(_EXPECTED_MOMENT)
    if not _EARLIEST <= seen.year < _LATEST:
        raise ValueError(f"{_EXPECTED_MOMENT}, between {_EARLIEST} and {_LATEST}")
    return seen


def _day(seen: object) -> date:
    found = _moment(seen)
    if isinstance(found, datetime):
        raise ValueError("a date, such as 2027-06-01")  # noqa: TRY004 - pydantic reports ValueErrors
    return found


Moment = Annotated[Any, BeforeValidator(_moment)]
Day = Annotated[Any, BeforeValidator(_day)]
Known = Annotated[str, Field(min_length=1, max_length=200)]
Position = Annotated[str, Field(max_length=200)]
Channel = Annotated[str, Field(max_length=32, pattern=r"^[A-Za-z0-9._-]*$")]


class GatewayEntry(Section):
    """``[[gateways]]``: what people call a gateway, and in which zone it writes local times."""

    id: Known
    name: Title | None = None
    time_zone: Annotated[str, AfterValidator(time_zone_name)] | None = None


class InstallationEntry(Section):
    """``[[installations]]``: where a device hung; from ever on, and until its next move, unless told."""

    device: Known
    place: Identifier
    position: Position = ""
    start: Moment | None = Field(default=None, alias="from")
    end: Moment | None = Field(default=None, alias="to")


class CalibrationEntry(Section):
    """``[[calibrations]]``: what is added to a device's values of a quantity, and by which certificate."""

    device: Known
    quantity: Known
    offset: Annotated[float, Field(allow_inf_nan=False)]
    certificate: Annotated[str, Field(max_length=120)] = ""
    due: Day | None = None
    start: Moment = Field(alias="from")
    end: Moment | None = Field(default=None, alias="to")


class FieldEntry(Section):
    """``[[fields]]``: what a field of a device model means, or that it is to be left alone."""

    model: Known
    field: Known
    quantity: Known | None = None
    unit: Annotated[str, Field(max_length=32)] = ""
    channel: Channel = ""
    ignore: bool = False

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield what the fields say against each other."""
        if (raw.get("quantity") is None) != (raw.get("ignore") is True):
            yield Contradiction(("quantity",), raw.get("quantity"), "a quantity, or ignore = true instead")


class FarmFile(Section):
    """The whole file. What it does not mention stays as it is."""

    sites: tuple[SiteSettings, ...] = ()
    places: tuple[PlaceSettings, ...] = ()
    gateways: tuple[GatewayEntry, ...] = ()
    devices: tuple[DeviceSettings, ...] = ()
    installations: tuple[InstallationEntry, ...] = ()
    calibrations: tuple[CalibrationEntry, ...] = ()
    fields: tuple[FieldEntry, ...] = ()

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield ids that stand twice, and devices whose place stands in two ways."""
        for table in ("sites", "places", "gateways", "devices"):
            yield from doubles(table, rows_of(raw, table))
        elsewhere = [row.get("device") for row in rows_of(raw, "installations")]
        for number, row in enumerate(rows_of(raw, "devices")):
            if row.get("place") is not None and row.get("id") in elsewhere:
                expected = "no place here, because installations say where this device hangs"
                yield Contradiction(("devices", number, "place"), row["place"], expected)
        fields = [(row.get("model"), row.get("field")) for row in rows_of(raw, "fields")]
        for number, key in enumerate(fields):
            if key in fields[:number]:
                expected = "a field that does not stand twice"
                yield Contradiction(("fields", number, "field"), key[1], expected)


def read_farm(text: str, source: str) -> FarmFile:
    """Return what *text*, the content of *source*, says; raises SettingsError with all of its mistakes."""
    return parse_configuration(text, source, FarmFile)


def instant_ms(moment: datetime | date, zone: str) -> int:
    """Return *moment* in milliseconds since the epoch; a date is its first moment in *zone*."""
    if isinstance(moment, datetime):
        return from_datetime(moment)
    return from_datetime(datetime.combine(moment, time(), ZoneInfo(zone)))
