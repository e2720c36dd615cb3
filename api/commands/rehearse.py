"""``rehearse``: let an alarm that is marked as a test go the whole way, and show what becomes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.errors import DataFolderUnusable

_LOOK_EVERY_S = 1.0
"""Real time: how soon what happened is shown."""

Pause = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Wish:
    """Where to rehearse, in whose name, and for how long to wait for an answer [s]."""

    place: str
    by: str
    wait_s: float


def rehearse(data: Path, wish: Wish, say: Say, pause: Pause | None = None) -> int:
    """Rehearse and return 0 where somebody answered, 1 where nobody did while this command waited."""
    with beside(data) as service:
        if not isinstance(service, RunningService):
            raise DataFolderUnusable(
                f"no service runs on {data}, and a rehearsal needs one that can reach people: start it first"
            )
        alert: Any = service.post("rehearsals", body={"place": wish.place, "by": wish.by})
        say(f"rehearsal at {alert['place_name']}: {alert['message']}")
        return _follow(service, str(alert["id"]), wish.wait_s, say, pause or threading.Event().wait)


def _follow(service: RunningService, alert_id: str, wait_s: float, say: Say, pause: Pause) -> int:
    told: set[str] = set()
    for _ in range(max(1, round(wait_s / _LOOK_EVERY_S))):
        lines: Any = service.get("alerts", alert_id, "history")
        for shown in map(_shown, lines):  # a message that takes long is not the last line of the history
            if shown not in told:
                told.add(shown)
                say(shown)
        alert: Any = service.get("alerts", alert_id)
        if alert["acknowledged_by"]:
            say(f"answered by {alert['acknowledged_by']}: the way to people works")
            return 0
        pause(_LOOK_EVERY_S)
    say("nobody has answered yet; the rehearsal goes on, and its history is on the page")
    return 1


def _shown(line: Any) -> str:  # noqa: ANN401 - JSON
    at = line["at"]
    if line["what"] == "told":
        why = f" ({line['detail']})" if line["detail"] else ""
        return f"{at}  {line['state']} through {line['to']}: {line['message']}{why}"
    by = f" by {line['by']}" if line["by"] else ""
    note = f": {line['note']}" if line["note"] else ""
    return f"{at}  {line['what']}{by}{note}"
