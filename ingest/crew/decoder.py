"""The work of a worker: tasks in, answers out."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from ingest.crew.task import Answer, Sent, Task
from ingest.crew.told import Told
from ingest.decoding import Decoded, DecoderFailed, Decoding
from ingest.message import Message


class Decoder:
    """Decodes the messages of tasks, one task after the other."""

    def __init__(self, decoding: Decoding) -> None:
        self._decoding = decoding
        self._known = Told()
        self._encoder = msgspec.msgpack.Encoder()

    def answer(self, task: Task) -> bytes:
        """Return the answer to *task*, packed."""
        if task.changes is not None:
            self._known.take(task.changes)
        decoded = [self._decoded(one, task.received_at_ms) for one in task.messages]
        return self._encoder.encode(Answer(task.number, decoded))

    def _decoded(self, sent: Sent, received_at_ms: int) -> Decoded | None:
        topic, payload, form, retain = sent
        message = Message(topic, payload, 0, 0, dup=False, retain=retain, format=form)
        self._known.asked.clear()
        try:
            decoded = self._decoding.of(message, received_at_ms, self._known)
        except DecoderFailed:
            return None  # the main process says so, when it has seen it with its own eyes
        return replace(decoded, asked=tuple(self._known.asked)) if self._known.asked else decoded
