"""How alerts are put together from their settings."""

from __future__ import annotations

import pytest

from alerts.assembly import configured_channels
from alerts.settings import ChannelSettings, NotifySettings
from ingest.errors import SettingsError


def channel(name: str, url: str) -> ChannelSettings:
    """Return a channel as it stands in a file."""
    return ChannelSettings.model_validate({"name": name, "url": url})


def test_every_named_channel_is_built() -> None:
    """The channels of the settings become channels of the same names."""
    settings = NotifySettings(channels=(channel("hook", "json://127.0.0.1:1/"),))
    assert [one.name for one in configured_channels(settings)] == ["hook"]


def test_all_wrong_addresses_are_told_at_once_and_not_shown() -> None:
    """Two addresses that name no service are two sentences, with their place and without the address."""
    settings = NotifySettings(
        channels=(
            channel("a", "nonsense://s3cret"),
            channel("ok", "json://127.0.0.1/"),
            channel("b", "s3cret"),
        )
    )
    with pytest.raises(SettingsError) as caught:
        configured_channels(settings)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "notify.channels.0",
        "notify.channels.2",
    ]
    assert "s3cret" not in str(caught.value)
