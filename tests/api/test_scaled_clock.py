"""The demo's story on a clock that runs 600 times as fast: the whole service in one process, over MQTT."""

from __future__ import annotations

import threading
from pathlib import Path

from alerts.alert import Alert, AlertState, EventKind
from alerts.cause import Cause
from alerts.notify.recording import RecordingChannel
from api.commands.demo import DemoOptions, demo_settings
from api.service import Options, Service
from api.views.summary import Pace
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, ScaledClock, SystemClock
from simulators.player import play
from simulators.scenario import load
from tests.waiting import wait_until

SPEED = 600.0


def test_the_demo_s_story_happens_on_a_scaled_clock(tmp_path: Path, free_port: int) -> None:
    """The truck fails, is told in shelf life, taken, mended and over, while a silent sensor is no «fine»."""
    start_ms = SystemClock().now_ms()
    clock, channel = ScaledClock(start_ms, SPEED), RecordingChannel()
    settings = demo_settings(DemoOptions(port=0, mqtt_port=free_port), tmp_path / "data")
    options = Options(Pace(SPEED, simulated=True), first_token="demo", channels=(channel,))  # noqa: S106 - a name, no secret
    with Service(settings, clock, options) as service:

        def tell(stop: threading.Event) -> None:
            play(
                load("qingtian"),
                broker_url=settings.mqtt[0].url,
                api_url=service.local_url,
                token=service.first_secret,
                start_ms=start_ms,
                speed=SPEED,
                seed=1,
                stop=stop,
                now_ms=clock.now_ms,
            )

        def alerts(place_id: str, cause: Cause) -> list[Alert]:
            found = service.alerts.ledger.alerts(place_id=place_id)
            return [alert for alert in found if alert.cause is cause]

        service.run_beside("simulated places", tell)
        wait_until(lambda: bool(alerts("truck", Cause.TOO_WARM)), 40, "the truck's alert")
        (truck,) = alerts("truck", Cause.TOO_WARM)
        assert 8 * MS_PER_MINUTE < truck.raised_at_ms - start_ms < 110 * MS_PER_MINUTE
        wait_until(lambda: bool(alerts("bay-2", Cause.SILENT)), 40, "the silent sensor")
        service.alerts.ledger.acknowledge(truck.id, "Ana", "", clock.now_ms())
        wait_until(lambda: EventKind.RESOLVED in told(channel, truck), 60, "the end")
        (truck,) = alerts("truck", Cause.TOO_WARM)
    assert (truck.state, truck.acknowledged_by) == (AlertState.RESOLVED, "Ana")
    assert truck.ended_at_ms is not None
    assert truck.ended_at_ms - truck.started_at_ms > 4 * MS_PER_HOUR
    assert (truck.facts.life_lost_h or 0.0) > 5.0
    assert {EventKind.RAISED, EventKind.ACKNOWLEDGED} <= set(told(channel, truck))


def told(channel: RecordingChannel, alert: Alert) -> list[EventKind]:
    """Return what people were told of *alert*, oldest first."""
    return [notice.kind for notice in channel.notices if notice.alert_id == alert.id]
