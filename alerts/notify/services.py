"""The notification services that Apprise knows: those are loaded to which there is an address.

Left to itself, Apprise loads all of them with the first address: 25 MB that a farm with a mailbox can spare.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from apprise.manager_plugins import NotificationManager

_SERVICES: Any = NotificationManager()  # type: ignore[no-untyped-call]  # it has no types
_FOLDER = Path(_SERVICES.module_path)
_SCHEME = re.compile(r"\s*([a-z0-9]+)://", re.IGNORECASE)
_PROTOCOLS = re.compile(
    r"^\s+(?:secure_)?protocol\s*(?::[^=\n]+)?=\s*(\([^)]*\)|\[[^\]]*\]|\"[^\"]*\")", re.MULTILINE
)


def load_service(url: str) -> None:
    """Let Apprise know the service that *url* is an address of; all, where its sources do not say which."""
    found = _SCHEME.match(url)
    scheme = "" if found is None else found[1].lower()
    if _SERVICES and scheme in _SERVICES:
        return
    name = module_of(scheme)
    if name is not None:
        with tempfile.TemporaryDirectory() as folder:  # Apprise loads what a folder has the names of
            (Path(folder) / f"{name}.py").touch()
            _SERVICES.load_modules(path=folder, name=_SERVICES.module_name_prefix, force=True)
    if name is None or scheme not in _SERVICES:
        _SERVICES.load_modules(force=True)


def module_of(scheme: str) -> str | None:
    """Return which module of Apprise says that *scheme* is its own; None: none does in so many words."""
    word = f'"{scheme}"'
    for module in sorted(_FOLDER.iterdir()):
        sources = sorted(module.glob("*.py")) if module.is_dir() else [module]
        text = "\n".join(one.read_text(encoding="utf-8") for one in sources if one.suffix == ".py")
        if word in text and any(word in told for told in _PROTOCOLS.findall(text)):
            return module.stem
    return None
