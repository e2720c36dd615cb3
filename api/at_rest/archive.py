"""A backup as one file: a tar archive that begins with a manifest of what is in it, with checksums."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from pathlib import Path
from typing import IO

import msgspec

from api.errors import BackupUnusable

MANIFEST = "manifest.json"
VERSION = 1
_CHUNK_BYTES = 1 << 20


class Item(msgspec.Struct, frozen=True):
    """One file in a backup."""

    name: str
    size_bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds.

    Attributes:
        version: layout of the archive.
        coldframe: the version of Coldframe that wrote it.
        created_at_ms: when.
        store: kind of the store of readings; one that is not in a file of ours is not in the backup.
        readings: how many readings the store had.
        items: every other file in the archive, in order.
    """

    version: int
    coldframe: str
    created_at_ms: int
    store: str
    readings: int
    items: tuple[Item, ...]


def item_of(path: Path) -> Item:
    """Return size and checksum of a file."""
    return Item(path.name, path.stat().st_size, _sha256(path))


def write(target: Path, manifest: Manifest, folder: Path) -> None:
    """Write *manifest* and its files, which lie in *folder*, into a new archive that only we can read.

    Raises BackupUnusable where the target exists or cannot be written; nothing half-written is left.
    """
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        if target.exists():
            raise BackupUnusable(f"{target} is there already; a backup never replaces another")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                content = msgspec.json.format(msgspec.json.encode(manifest))
                head = tarfile.TarInfo(MANIFEST)
                head.size, head.mode = len(content), 0o600
                archive.addfile(head, io.BytesIO(content))
                for item in manifest.items:
                    archive.add(folder / item.name, item.name, filter=_plain)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise BackupUnusable(f"{target} cannot be written: {error.strerror or error}") from error


def read(source: Path, into: Path) -> Manifest:
    """Unpack the archive *source* into the folder *into* and return its manifest; every file is verified.

    Raises BackupUnusable with the first thing that is not as the manifest says.
    """
    try:
        with tarfile.open(source, mode="r:") as archive:
            manifest = _manifest(source, archive)
            for item in manifest.items:
                _unpack(source, archive, item, into)
    except (OSError, tarfile.TarError, KeyError) as error:
        raise BackupUnusable(f"{source} is no whole backup: {error}") from error
    return manifest


def _manifest(source: Path, archive: tarfile.TarFile) -> Manifest:
    head = archive.next()
    file = None if head is None or head.name != MANIFEST else archive.extractfile(head)
    if file is None:
        raise BackupUnusable(f"{source} is no backup of Coldframe: it does not begin with {MANIFEST}")
    try:
        manifest = msgspec.json.decode(file.read(_CHUNK_BYTES), type=Manifest)
    except msgspec.DecodeError as error:
        raise BackupUnusable(f"{source}: {MANIFEST} cannot be read: {error}") from error
    if manifest.version != VERSION:
        raise BackupUnusable(
            f"{source} has layout {manifest.version}, this version of Coldframe reads layout {VERSION}: "
            f"restore it with Coldframe {manifest.coldframe}"
        )
    return manifest


def _unpack(source: Path, archive: tarfile.TarFile, item: Item, into: Path) -> None:
    if Path(item.name).name != item.name:
        raise BackupUnusable(f"{source}: {item.name!r} is no plain file name")
    member = archive.extractfile(item.name)
    if member is None:
        raise BackupUnusable(f"{source} lacks {item.name}")
    target = into / item.name
    with target.open("xb") as file:
        _copy(member, file)
        file.flush()
        os.fsync(file.fileno())
    found = item_of(target)
    if found != item:
        raise BackupUnusable(
            f"{source}: {item.name} is damaged: {found.size_bytes:,} bytes, checksum {found.sha256[:12]}, "
            f"expected {item.size_bytes:,} with {item.sha256[:12]}"
        )


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    while chunk := source.read(_CHUNK_BYTES):
        target.write(chunk)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owned a file: it will be whoever restores it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
