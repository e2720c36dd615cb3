"""The daily proof: every channel carries a message, and the others tell of the one that does not."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from alerts.alert import Notice
from alerts.errors import ChannelBroken
from alerts.notify.dispatcher import Dispatcher
from alerts.notify.recording import RecordingChannel
from alerts.people import Duty
from alerts.proof import Proof
from ingest.clock import from_datetime
from tests.alerts.rig import Rig

BERLIN = ZoneInfo("Europe/Berlin")


class Broken:
    """A channel whose account is empty."""

    name = "sms"

    def send(self, notice: Notice) -> None:
        """Refuse for good."""
        raise ChannelBroken(f"no credit for {notice.key}")


class Prover:
    """A proof at six in the morning in Berlin, with a board that works and what else a test wants."""

    def __init__(self, rig: Rig, *others: Broken, at: time | None = time(6)) -> None:
        self.rig = rig
        self.board = RecordingChannel("board")
        self.dispatcher = Dispatcher(rig.ledger, (self.board, *others), rig.clock)
        self.dispatcher.dispatch_once()  # channels are known before the first proof, as in a service
        self.at = at
        self.restart()

    def restart(self) -> None:
        """Begin anew, as a process does."""
        names = [one.name for one in self.dispatcher.status()]
        self.proof = Proof(self.rig.ledger, lambda: names, Duty, self.at, lambda: BERLIN, self.rig.clock)

    def look(self, clock_time: str, day: str = "2026-06-14") -> list[str]:
        """Let it be so late, and return what the board has been told."""
        moment = datetime.fromisoformat(f"{day}T{clock_time}").replace(tzinfo=BERLIN)
        self.rig.clock.set(from_datetime(moment))
        self.proof.prove_once()
        self.dispatcher.dispatch_once()
        return [one.short for one in self.board.notices]


def test_each_channel_is_proved_once_a_day_by_the_clock_on_the_wall(rig: Rig) -> None:
    """Not before its time, not twice, also after a restart; when it worked can be shown."""
    prover = Prover(rig)
    assert prover.look("05:59") == []
    well = "OK Coldframe: alert sender tested 06:00. Nothing to do."
    assert prover.look("06:00") == [well]
    prover.restart()
    assert prover.look("07:30") == [well]
    assert prover.look("06:01", "2026-06-15") == [well, well]
    assert rig.ledger.handed_over() == {"board": rig.clock.now_ms()}


def test_a_channel_that_fails_its_proof_is_told_of_by_the_others(rig: Rig) -> None:
    """After a quarter of an hour, once, with what the service said."""
    prover = Prover(rig, Broken())
    prover.look("06:00")
    assert len(prover.look("06:14")) == 1
    told = prover.look("06:15")
    assert told[-1].startswith("CANNOT SEE Alert sender: sms did not take its test of 06:00 (no credit")
    assert len(told[-1]) <= 160
    assert len(prover.look("06:40")) == 2


def test_a_proof_shortly_before_midnight_is_looked_after_beyond_it(rig: Rig) -> None:
    """Its quarter of an hour ends on another day, of which it is not the proof."""
    prover = Prover(rig, Broken(), at=time(23, 50))
    assert len(prover.look("23:50")) == 1
    told = prover.look("00:05", "2026-06-15")
    assert [line.split(":")[0] for line in told] == ["OK Coldframe", "CANNOT SEE Alert sender"]
    assert prover.look("01:49", "2026-06-15") == told
    assert len(prover.look("23:50", "2026-06-15")) == 3


def test_a_service_that_was_down_at_the_hour_does_not_prove_itself_at_night(rig: Rig) -> None:
    """Two hours late at most; without a time there is no proof."""
    assert Prover(rig).look("08:00") == []
    assert Prover(rig, at=None).look("06:00") == []


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_day_on_which_summer_time_changes_has_its_proof(rig: Rig, day: str) -> None:
    """Six o'clock is six o'clock."""
    prover = Prover(rig)
    assert prover.look("05:59", day) == []
    assert len(prover.look("06:00", day)) == 1
