"""Backups of a running service, onto its own machine."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from api.dependencies import ADMINISTRATORS, Wiring
from api.schemas.operation import BackupAnswer, BackupCommand

router = APIRouter(prefix="/backups", tags=["operation"])


@router.post("", status_code=201, dependencies=ADMINISTRATORS)
def back_up(deps: Wiring, command: BackupCommand) -> BackupAnswer:
    """Write a backup of everything to a new file on the service's machine, while it goes on working."""
    manifest = deps.backup_desk.make(Path(command.path))
    return BackupAnswer(
        path=command.path,
        created_at=manifest.created_at_ms,
        store=manifest.store,
        readings=manifest.readings,
        size_bytes=sum(item.size_bytes for item in manifest.items),
    )
