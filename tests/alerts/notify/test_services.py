"""Of the services that Apprise knows only those are loaded to which there is an address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from apprise.manager_plugins import NotificationManager

from alerts.notify.services import module_of

_ROOT = Path(__file__).parents[3]
_LOAD = """
import sys
from alerts.notify.connecting import channel_to
channel_to("post", "mailto://ana:secret@example.org")
print("apprise.plugins.email" in sys.modules, "apprise.plugins.slack" in sys.modules)
channel_to("desk", "kodi://box")
channel_to("chat", "https://discord.com/api/webhooks/0123456789/abcdefghijklmnopqrstuvwxyz")
"""


def test_an_address_loads_its_service_and_no_other() -> None:
    """A mailbox loads no chat; what tells its service otherwise than by its scheme is understood as well."""
    told = subprocess.run(
        [sys.executable, "-c", _LOAD], check=True, capture_output=True, text=True, cwd=_ROOT
    )
    assert told.stdout.split() == ["True", "False"]


def test_a_scheme_is_that_of_the_service_which_apprise_has_for_it() -> None:
    """Where the sources of Apprise tell whose a scheme is, they tell what Apprise finds when it loads all."""
    known: Any = NotificationManager()  # type: ignore[no-untyped-call]  # it has no types
    known.load_modules()
    schemes = ("mailto", "tgram", "slack", "ntfys", "json", "twilio", "sinch")
    found = {scheme: module_of(scheme) for scheme in schemes}
    homes = {scheme: known[scheme].__module__.split(".")[2] for scheme in schemes}
    assert found == homes
