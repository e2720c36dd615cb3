"""``simulate``: let simulated places publish to a broker, as hardware would."""

from __future__ import annotations

from dataclasses import dataclass

from api.commands.say import Say
from api.commands.signals import stop_signals
from ingest.clock import ScaledClock, SystemClock
from simulators.player import play
from simulators.scenario import load


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """What is played, and to whom; without *api_url* nobody enters lots."""

    scenario: str
    broker_url: str
    api_url: str | None = None
    token: str | None = None
    speed: float = 1.0
    seed: int = 1


def simulate(options: SimulateOptions, say: Say) -> int:
    """Play a scenario until it ends or is asked to stop."""
    scenario = load(options.scenario)
    clock = ScaledClock(SystemClock().now_ms(), options.speed)
    with stop_signals() as stop:
        say(f"{scenario.title}: publishes to {options.broker_url}, {options.speed:g} times as fast as real")
        play(
            scenario,
            broker_url=options.broker_url,
            api_url=options.api_url,
            token=options.token,
            start_ms=clock.now_ms(),
            speed=options.speed,
            seed=options.seed,
            stop=stop,
            now_ms=clock.now_ms,
        )
    say("stopped")
    return 0
