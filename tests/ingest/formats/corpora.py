"""What fuzzing has found, one archive per format: every input that once reached new code.

    python -m tests.ingest.formats.corpora NAME FOLDER

packs the files of FOLDER; see fuzzing.py.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from tests.ingest.formats.contract import CORPUS

_ANY_DATE = (2026, 1, 1, 0, 0, 0)
"""The same inputs make the same archive."""


def inputs_of(name: str) -> list[bytes]:
    """Return the kept inputs of a format; none where it was never fuzzed."""
    archive = CORPUS / f"{name}.zip"
    if not archive.is_file():
        return []
    with zipfile.ZipFile(archive) as packed:
        return [packed.read(entry) for entry in packed.namelist()]


def pack(name: str, folder: Path) -> None:
    """Keep the files of *folder* as the inputs of a format."""
    CORPUS.mkdir(exist_ok=True)
    with zipfile.ZipFile(CORPUS / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(folder.iterdir()):
            packed.writestr(zipfile.ZipInfo(file.name, _ANY_DATE), file.read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    pack(sys.argv[1], Path(sys.argv[2]))
