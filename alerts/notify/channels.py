"""The ways out of the house: over a hundred notification services, all through Apprise."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from apprise import Apprise, AppriseAsset, AppriseResult, NotifyFormat, NotifyType, PersistentStoreMode

from alerts.alert import EventKind, Notice, Severity
from alerts.errors import ChannelBroken, ChannelBusy
from alerts.notify.services import load_service

_ROOM_FOR_LONG_TEXT = 2_000
"""A service that takes fewer characters than this gets the text message."""

_TIMEOUT_S = 30
_DETAIL_CHARACTERS = 200
_HTTP_STATUS = re.compile(r"error=(\d{3})")
_PERMANENT_STATUSES = frozenset({401, 403, 404, 405, 410})
"""HTTP answers that stay the same until somebody changes the address or its rights."""

_OVER = frozenset({EventKind.RESOLVED, EventKind.WITHDRAWN, EventKind.ACKNOWLEDGED, EventKind.FOUND_LATE})


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep Apprise from logging an address that it does not understand, with the secrets in it."""
    logger = logging.getLogger("apprise")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


class AppriseChannel:
    """One address of one notification service.

    Args:
        name: lasting name of the channel.
        url: the address, as Apprise writes it (``mailto://…``, ``tgram://…``, ``twilio://…``). It may hold
            secrets and is never logged or put into an error.

    Raises:
        ChannelBroken: no notification service answers to such an address.
    """

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        asset = AppriseAsset(
            app_id="Coldframe",
            app_desc="Coldframe",
            async_mode=False,
            storage_mode=PersistentStoreMode.MEMORY.value,
        )
        with _unlogged():
            load_service(url)
            service = Apprise.instantiate(url, asset=asset)
        if service is None:
            raise ChannelBroken(f"channel {name!r}: its address names no notification service and target")
        self._takes_long_text = service.body_maxlen >= _ROOM_FOR_LONG_TEXT
        self._takes_title = service.title_maxlen > 0
        self._apprise = Apprise(services=[service], asset=asset)

    def send(self, notice: Notice) -> None:
        """Hand *notice* to the service; see ``Channel``."""
        with self._apprise.notify(
            body=notice.long if self._takes_long_text else notice.short,
            title=notice.title if self._takes_title and self._takes_long_text else "",
            notify_type=_type_of(notice),
            body_format=NotifyFormat.TEXT,
            timeout=_TIMEOUT_S,
        ) as result:
            if not result:
                raise _error(self.name, result)


def _type_of(notice: Notice) -> NotifyType:
    if notice.kind in _OVER:
        return NotifyType.SUCCESS
    return NotifyType.FAILURE if notice.severity is Severity.ACT_NOW else NotifyType.WARNING


def _error(name: str, result: AppriseResult) -> ChannelBusy | ChannelBroken:
    said = "; ".join(str(entry.message) for entry in result.logs())
    detail = f"channel {name!r}: {said or result.status.name.lower()}"[:_DETAIL_CHARACTERS]
    statuses = {int(status) for status in _HTTP_STATUS.findall(said)}
    if statuses and statuses <= _PERMANENT_STATUSES:
        return ChannelBroken(detail)
    return ChannelBusy(detail)
