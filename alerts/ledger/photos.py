"""Photos that people add to alerts, kept with their history."""

from __future__ import annotations

import sqlalchemy as sa

from alerts.errors import UnknownPhoto
from alerts.ledger.tables import PHOTO
from alerts.photo import Photo


class Photos:
    """The photos, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, alert_id: str, event_id: int, photo: Photo) -> None:
        """Keep *photo* under the number of the line of history that tells of it."""
        row = {"id": event_id, "alert_id": alert_id, "media_type": photo.media_type, "body": photo.body}
        self._connection.execute(sa.insert(PHOTO), [row])

    def count(self, alert_id: str) -> int:
        """Return how many photos an alert has."""
        query = sa.select(sa.func.count()).select_from(PHOTO).where(PHOTO.c.alert_id == alert_id)
        return self._connection.execute(query).scalar_one()

    def get(self, alert_id: str, photo_id: int) -> Photo:
        """Return one photo; UnknownPhoto where there is none."""
        query = sa.select(PHOTO.c.media_type, PHOTO.c.body).where(
            PHOTO.c.id == photo_id, PHOTO.c.alert_id == alert_id
        )
        row = self._connection.execute(query).first()
        if row is None:
            raise UnknownPhoto(f"alert {alert_id!r} has no photo {photo_id}")
        return Photo(row.media_type, row.body)
