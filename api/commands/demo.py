"""``demo``: the whole service, with simulated places that publish over MQTT as real gateways do."""

from __future__ import annotations

import tempfile
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.alert import Notice
from alerts.notify.recording import RecordingChannel
from alerts.notify.wording import moment
from api.commands.pages import build_pages
from api.commands.say import Say
from api.commands.signals import stop_signals
from api.service import Options, Service
from api.settings import Settings
from api.views.summary import Pace
from ingest.clock import Clock, ScaledClock, SystemClock
from simulators.player import play
from simulators.scenario import FOLDER, load

_SCENARIO = FOLDER / "qingtian.toml"
_FARM = ("sites", "places", "devices")
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What can be chosen about a demo; *data* None: a temporary folder."""

    port: int = 8321
    mqtt_port: int = 1883
    data: Path | None = None
    speed: float = 60.0
    seed: int = 1


def demo(options: DemoOptions, say: Say) -> int:
    """Run the demo until it is asked to stop."""
    build_pages(say)
    with stop_signals() as stop, _folder(options.data) as data:
        clock = ScaledClock(SystemClock().now_ms(), options.speed)
        settings = demo_settings(options, data)
        zone = ZoneInfo(settings.sites[0].time_zone)
        told = RecordingChannel("terminal", lambda notice: say(told_line(notice, zone)))
        pace = Pace(clock_speed=options.speed, simulated=True)
        with Service(settings, clock, Options(pace, first_token="demo", channels=(told,))) as service:  # noqa: S106 - a name, no secret
            say(f"open {service.url}/?token={service.first_secret}")
            say(f"time runs {options.speed:g} times as fast as yours; Ctrl-C stops")
            service.run_beside("simulated places", _player(service, clock, options))
            stop.wait()
            say("stopping")
    say("stopped")
    return 0


def demo_settings(options: DemoOptions, data: Path) -> Settings:
    """Return the settings of a demo: the scenario's farm, and everything else on this machine alone."""
    scenario = tomllib.loads(_SCENARIO.read_text(encoding="utf-8"))
    return Settings.model_validate(
        {
            "data": data,
            "http": {"host": _HOST, "port": options.port},
            "mqtt": {"url": f"mqtt://{_HOST}:{options.mqtt_port}"},
            "broker": {"enabled": True, "host": _HOST, "port": options.mqtt_port},
            **{table: scenario[table] for table in _FARM},
        }
    )


def _player(service: Service, clock: Clock, options: DemoOptions) -> Callable[[threading.Event], None]:
    scenario = load(_SCENARIO)
    start_ms = clock.now_ms()

    def run(stop: threading.Event) -> None:
        play(
            scenario,
            broker_url=service.settings.mqtt[0].url,
            api_url=service.local_url,
            token=service.first_secret,
            start_ms=start_ms,
            speed=options.speed,
            seed=options.seed,
            stop=stop,
            now_ms=clock.now_ms,
        )

    return run


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="coldframe-demo-") as folder:
        yield Path(folder)


def told_line(notice: Notice, zone: ZoneInfo) -> str:
    """Return the line that shows what people were told, and when by the wall clock of the farm."""
    at = moment(notice.created_at_ms, notice.created_at_ms, zone)
    return f"  {at} message to people: {' '.join(notice.short.split())}"
