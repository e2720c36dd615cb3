"""The way from an address to its channel, which loads what channels need when there is one."""

from __future__ import annotations

from alerts.notify.dispatcher import Channel


def channel_to(name: str, url: str) -> Channel:
    """Return the channel *name* to the address *url*; raises ChannelBroken for one that is none."""
    from alerts.notify.channels import AppriseChannel  # noqa: PLC0415 - 9 MB that a farm without channels can spare

    return AppriseChannel(name, url)
