"""A farm that a test runs by hand: the whole service in this process, two places, one lot."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from alerts.lot import Lot
from api.service import Options, Service
from api.settings import Settings
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, ManualClock, to_datetime
from ingest.journal import ALERTS_CURSOR, STORE_CURSOR
from ingest.message import Message
from tests.waiting import wait_until

TOO_WARM = re.compile("Truck 1: (goods )?too warm")
"""What the truck's alert is called: first the air speaks, then the goods."""

START_MS = 1_781_461_860_000
"""2026-06-14T18:31:00Z: half past two at night in Qingtian."""

_COOL_C = 1.0


class Farm:
    """A cold room and a truck in Qingtian, told about by hand; ``with Farm(...)`` runs it.

    Args:
        folder: where its data goes.
        mqtt_port: a free port for its own broker.
    """

    def __init__(self, folder: Path, mqtt_port: int) -> None:
        self.clock = ManualClock(START_MS - 4 * MS_PER_HOUR)
        self.service = Service(_settings(folder, mqtt_port), self.clock, Options(first_token="test"))  # noqa: S106 - a name, no secret

    def __enter__(self) -> Self:
        self.service.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.service.stop()

    @property
    def url(self) -> str:
        """Return where the dashboard is."""
        return self.service.local_url

    @property
    def key(self) -> str:
        """Return the address, below the dashboard's, that lets a person command."""
        return f"/?token={self.service.first_secret}"

    def live(self, hours: float, truck_c: float | None = _COOL_C, *, step_min: int = 10) -> None:
        """Let time pass; the cold room stays cool, the truck goes to *truck_c* (None: falls silent)."""
        steps = round(hours * 60 / step_min)
        for _ in range(steps):
            self.clock.advance(step_min * MS_PER_MINUTE)
            self.tell("cold-air", air_temperature_c=_COOL_C, relative_humidity_pct=92)
            if truck_c is not None:
                self.tell("truck-air", air_temperature_c=truck_c, door_open=0)
            self._settle(ALERTS_CURSOR)  # before time goes on; the store may catch up at the end
        self.settle()

    def tell(self, device: str, **values: float) -> None:
        """Take in what a device measures now, as its gateway would publish it."""
        content = {"observed_at": self.clock.now_ms(), **values}
        self.hear(f"coldframe/v1/test-gateway/{device}", content)

    def hear(self, topic: str, content: object) -> None:
        """Take in what a gateway publishes."""
        message = Message(topic, json.dumps(content).encode(), qos=1, mid=1, dup=False, retain=False)
        self.service.ingest.pipeline.accept([message])

    @property
    def wall_clock(self) -> str:
        """Return the time of day in Qingtian, as the dashboard shows it."""
        return to_datetime(self.clock.now_ms()).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M")

    def settle(self) -> None:
        """Wait until everything that was told is kept and judged."""
        self._settle(ALERTS_CURSOR, STORE_CURSOR)

    def _settle(self, *consumers: str) -> None:
        journal = self.service.ingest.journal

        wait_until(
            lambda: not any(journal.status().backlog[name] for name in consumers),
            timeout_s=30,
            what=f"everything having been read by {' and '.join(consumers)}",
        )

    def load(self) -> None:
        """Put a lot that was picked and cooled today into the truck."""
        now_ms = self.clock.now_ms()
        lot = Lot(
            id="L21",
            name="Lot 21",
            product_id="waxberry",
            packaging="",
            harvested_at_ms=now_ms - 6 * MS_PER_HOUR,
            initial_temperature_c=_COOL_C,
            planned_temperature_c=_COOL_C,
        )
        self.service.alerts.lot_book.add(lot, "truck", now_ms)


def _settings(folder: Path, mqtt_port: int) -> Settings:
    place = {"site": "qingtian"}
    return Settings.model_validate(
        {
            "data": folder,
            "http": {"port": 0},
            "mqtt": {"url": f"mqtt://127.0.0.1:{mqtt_port}"},
            "broker": {"enabled": True, "host": "127.0.0.1", "port": mqtt_port},
            "sites": [{"id": "qingtian", "name": "Qingtian", "time_zone": "Asia/Shanghai"}],
            "places": [
                {**place, "id": "cold-room", "name": "Cold room", "kind": "cold_room", "recipe": "cold_room"},
                {**place, "id": "truck", "name": "Truck 1", "kind": "truck", "recipe": "truck"},
            ],
            "devices": [
                {"id": "cold-air", "name": "Cold air", "place": "cold-room", "position": "return air"},
                {"id": "truck-air", "name": "Truck air", "place": "truck", "position": "return air"},
            ],
        }
    )
