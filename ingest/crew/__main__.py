"""A worker's process. It ends when its line does: after the main process, whatever became of that."""

from __future__ import annotations

import signal
from contextlib import suppress

from ingest.crew.decoder import Decoder
from ingest.crew.line import line_of_worker
from ingest.crew.task import Briefing
from ingest.decoding import Decoding
from ingest.recognition import Recogniser


def main() -> None:
    """Say that everything is there, then answer tasks until the line ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # meant for the main process, which ends the line
    line = line_of_worker()
    with suppress(EOFError, OSError):
        briefing: Briefing = line.recv()
        decoder = Decoder(Decoding(Recogniser(briefing.subscriptions), briefing.max_payload_bytes))
        line.send_bytes(b"ready")
        while True:
            line.send_bytes(decoder.answer(line.recv()))


if __name__ == "__main__":
    main()
