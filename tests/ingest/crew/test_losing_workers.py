"""A worker that dies, hangs or does not start costs nobody a reading."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from ingest.clock import ManualClock
from ingest.crew.crew import Crew
from ingest.crew.task import Briefing
from ingest.crew.worker import Patience, Worker
from ingest.errors import WorkerUnusable
from ingest.known import Knowledge, KnownFacts
from ingest.message import Message
from tests.ingest.crew.conftest import BRIEFING, Team
from tests.ingest.edge import message, open_edge
from tests.ingest.formats.contract import RECEIVED_AT_MS
from tests.ingest.killing import run_and_kill
from tests.waiting import wait_until

GROUPS, DEVICES = 40, 30
KILLED = (3, 11, 19)


def _group(number: int) -> list[Message]:
    """Return one message of each device, with a value of its own."""
    return [
        message(f'{{"soil_tension_kpa": {number}}}', f"coldframe/v1/gateway/probe-{device}", number + 1)
        for device in range(DEVICES)
    ]


def _is_whole(team: Team) -> bool:
    """Look after the crew; tell whether everybody is there."""
    team.crew.tend()
    return not team.crew.trouble


def test_workers_killed_under_load_lose_and_double_nothing(team: Team, tmp_path: Path) -> None:
    """Killed again and again while messages go on: each is there once, in order; then the crew is whole."""
    edge = open_edge(tmp_path, ManualClock(RECEIVED_AT_MS), team.known, team.crew)
    first = team.crew.pids
    for number in range(GROUPS):
        if number in KILLED:
            for pid in set(team.crew.pids).difference(
                first[1:]
            ):  # nobody, where the last one is not back yet
                os.kill(pid, signal.SIGKILL)
        edge.accept(*_group(number))
        edge.pipeline.tick()
    told = [(one.device, one.value) for one in edge.readings()]
    assert told == [(f"probe-{device}", number) for number in range(GROUPS) for device in range(DEVICES)]
    edge.close()
    wait_until(lambda: _is_whole(team), what="a whole crew")
    assert team.crew.pids[0] != first[0]
    assert team.crew.pids[1:] == first[1:]


def test_a_worker_gone_costs_its_slice_until_another_one_is_there(team: Team) -> None:
    """Its topics, and no others, are decoded in place; a new one is told all that is known."""
    group = _group(0)
    assert None not in team.crew.decoded(group, RECEIVED_AT_MS)
    gone = team.crew.pids[1]
    os.kill(gone, signal.SIGKILL)
    os.waitid(os.P_PID, gone, os.WEXITED | os.WNOWAIT)
    alone = {
        one.topic
        for one, there in zip(group, team.crew.decoded(group, RECEIVED_AT_MS), strict=True)
        if there is None
    }
    assert 0 < len(alone) < DEVICES
    assert "worker 2 of 3" in team.crew.trouble
    wait_until(lambda: _is_whole(team), what="a whole crew")
    assert None not in team.crew.decoded(group, RECEIVED_AT_MS)


def test_killed_or_hanging_with_messages_in_its_hands_a_worker_is_given_up() -> None:
    """Messages that were handed over come back undecoded, whether the worker died or stands still."""
    for number in (signal.SIGKILL, signal.SIGSTOP):
        worker = Worker("the worker", BRIEFING, Patience(answer_s=0.1, end_s=0.1))
        worker.start()
        worker.wait_until_ready()
        pid = worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        assert worker.ask(_group(0), RECEIVED_AT_MS, Knowledge())
        os.kill(pid, number)
        assert worker.answer() == ()
        assert (worker.pid, worker.is_ready) == (None, False)
        assert not worker.ask(_group(0), RECEIVED_AT_MS, Knowledge())
        assert not Path(f"/proc/{pid}").exists()


def test_a_worker_that_is_killed_before_it_is_ready_keeps_no_service_from_starting() -> None:
    """Whoever killed it may have been short of memory; it comes again, and nobody waits for it."""
    worker = Worker("the worker", BRIEFING, Patience())
    worker.start()
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    worker.wait_until_ready()
    assert (worker.pid, worker.is_ready) == (None, False)
    worker.stop()


def test_a_crew_that_cannot_start_says_why_and_leaves_nobody_behind() -> None:
    """The service does not start half: the error names the worker and what to set instead."""
    crew = Crew(2, Briefing(None, 0), KnownFacts())  # type: ignore[arg-type]  # what no worker can begin with
    with pytest.raises(WorkerUnusable, match=r"worker 1 of 2 cannot work: .*code 1.*`workers = 1`"):
        crew.start()
    assert crew.pids == ()
    assert crew.trouble == ""


def test_workers_end_with_the_main_process_and_not_before() -> None:
    """Signals that are meant for the service leave them at work; kill -9 of the service leaves no orphan."""
    program = """
import os, signal
from ingest.crew.worker import Patience, Worker
from ingest.known import Knowledge
from tests.ingest.crew.conftest import BRIEFING

worker = Worker("the worker", BRIEFING, Patience())
worker.start()
worker.wait_until_ready()
for number in (signal.SIGTERM, signal.SIGINT):
    os.kill(worker.pid, number)
assert worker.ask([], 0, Knowledge()) and worker.answer() == []
print(worker.pid, flush=True)
signal.pause()
"""
    (pid,) = run_and_kill(program, [], 1)
    wait_until(lambda: not _is_at_work(pid), what="the worker's end")


def _is_at_work(pid: str) -> bool:
    """Tell whether a process is there and has a command line, which one that has ended has not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except (FileNotFoundError, ProcessLookupError):
        return False
