"""What the demo tells on the terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from alerts.alert import EventKind, Notice, Severity
from api.commands.demo import told_line


def test_a_message_is_shown_with_the_time_on_the_farm() -> None:
    """Each line says when people were told, by the wall clock of the farm, whose time runs fast."""
    sent = Notice(
        "k", "a", EventKind.RAISED, Severity.WATCH, "t", "WATCH Truck: goods 6.0C", "l", 1_781_461_860_000
    )
    line = told_line(sent, ZoneInfo("Asia/Shanghai"))
    assert line == "  02:31 message to people: WATCH Truck: goods 6.0C"
