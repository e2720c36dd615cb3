"""A worker as the main process sees it: there, on its way, or gone and about to come again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

import ingest
from ingest.crew.line import new_line
from ingest.crew.task import Answer, Briefing, Task, sent
from ingest.crew.told import changes
from ingest.decoding import Decoded
from ingest.errors import WorkerUnusable
from ingest.known import Knowledge
from ingest.message import Message

_WITHOUT = "with `workers = 1` in [ingest] the service decodes by itself"

_ROOT = Path(ingest.__file__).parents[1]
_COMMAND = (sys.executable, "-m", "ingest.crew")
_decoder = msgspec.msgpack.Decoder(Answer)


class Patience(NamedTuple):
    """How long somebody waits, in real time.

    Attributes:
        start_s: for a process to be ready [s].
        answer_s: for one to listen or to answer: longer than any task takes [s].
        end_s: for one to end by itself: within milliseconds, unless it hangs [s].
        again_s: after a start before the next one, since a process that dies at once must not keep the
            others from their work [s].
    """

    start_s: float = 30.0
    answer_s: float = 30.0
    end_s: float = 2.0
    again_s: float = 5.0


class Worker:
    """One process that decodes, and the one that takes its place when it dies; for one thread.

    Args:
        title: what the operator reads of it.
        briefing: how to decode.
        patience: how long it is waited for.
    """

    def __init__(self, title: str, briefing: Briefing, patience: Patience) -> None:
        self.title = title
        self.is_ready = False
        self._briefing = briefing
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._started_s = 0.0
        self._told = Knowledge()
        self._number = 0
        self._log = structlog.get_logger("crew")

    @property
    def pid(self) -> int | None:
        """Return the number of its process; None: there is none."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process, which is ready a while later; raises WorkerUnusable."""
        self._started_s = time.monotonic()
        self._told = Knowledge()
        line, theirs = new_line(self._patience.answer_s)
        with theirs:
            line.send(self._briefing)
            try:
                self._process = subprocess.Popen(_COMMAND, stdin=theirs.fileno(), cwd=_ROOT)  # noqa: S603 - ourselves
            except OSError as error:
                line.close()
                raise WorkerUnusable(f"{self.title} cannot be started: {error}; {_WITHOUT}") from error
        self._line = line

    def wait_until_ready(self) -> None:
        """Wait for the process that was started; one that somebody has killed meanwhile comes again later.

        Raises WorkerUnusable where it ended by itself: then the next one would do so too.
        """
        try:
            is_ready = self._greet(self._patience.start_s)
        except (EOFError, OSError) as error:
            ended_with = self._lose(error)
            if ended_with < 0:
                return
            why = f"it ended with code {ended_with}, and its own words are in the log"
            raise WorkerUnusable(f"{self.title} cannot work: {why}; {_WITHOUT}") from error
        if not is_ready:
            self._end()
            raise WorkerUnusable(f"{self.title} is not ready after {self._patience.start_s:g} s; {_WITHOUT}")

    def ask(self, messages: Sequence[Message], received_at_ms: int, now: Knowledge) -> bool:
        """Hand *messages* over, to be decoded by what is known *now*; False: nobody is there to take them."""
        if not self.is_ready or self._line is None:
            return False
        self._number += 1
        task = Task(self._number, received_at_ms, [*map(sent, messages)], changes(self._told, now))
        try:
            self._line.send(task)
        except OSError as error:
            self._lose(error)
            return False
        self._told = now
        return True

    def answer(self) -> Sequence[Decoded | None]:
        """Return what the messages that were handed over say; nothing where the worker is lost."""
        if self._line is None:
            return ()
        try:
            answer = _decoder.decode(self._line.recv_bytes())
        except (EOFError, OSError, msgspec.DecodeError) as error:
            self._lose(error)
            return ()
        if answer.number != self._number:
            self._lose(ValueError(f"expected the answer to task {self._number}, saw {answer.number}"))
            return ()
        return answer.decoded

    def tend(self) -> None:
        """Take note of a process that is ready, or is gone, and start the next one when it is time."""
        try:
            self._look_after()
        except (EOFError, OSError, WorkerUnusable) as error:
            self._lose(error)

    def stop(self) -> None:
        """Let the process end and wait until it has."""
        self._end()

    def _look_after(self) -> None:
        age_s = time.monotonic() - self._started_s
        if self._process is None:
            if age_s >= self._patience.again_s:
                self.start()
        elif self._process.poll() is not None:
            raise EOFError("it has ended")
        elif not self.is_ready and not self._greet(0.0) and age_s > self._patience.start_s:
            raise TimeoutError("it does not become ready")

    def _greet(self, patience_s: float) -> bool:
        """Hear whether the process is ready, for *patience_s* at most."""
        if self._line is not None and self._line.poll(patience_s):
            self._line.recv_bytes()
            self.is_ready = True
        return self.is_ready

    def _lose(self, error: Exception) -> int:
        """Give a process up that is dead, hangs or talks nonsense; what it had to do is done in place."""
        ended_with = self._end()
        self._log.warning("a worker is gone", worker=self.title, ended_with=ended_with, detail=repr(error))
        return ended_with

    def _end(self) -> int:
        """Close the line and see the process out, which has nothing to lose.

        Returns what it ended with, as a program's exit code or a signal's negative number; 0: there is none.
        """
        line, process = self._line, self._process
        self._line, self._process, self.is_ready = None, None, False
        if line is not None:
            line.close()
        if process is None:
            return 0
        try:
            return process.wait(self._patience.end_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
