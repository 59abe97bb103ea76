"""Writes a new plugin: a distribution that installs and passes its own test."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from annotator.errors import OutputError, UsageError

_TEMPLATE = Path(__file__).parent / "template"
_TOKENS = _TEMPLATE / "@MODULE@" / "models" / "@NAME@" / "tokens.json.in"
_SUFFIX = ".in"  # templates are not code until their names are filled in


def write_plugin(name: str, place: Path) -> Path:
    """Writes the plugin `name` into the new folder `place/name` and returns it.

    Raises UsageError when the name cannot be a distribution's or the folder exists, OutputError when writing fails.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise UsageError(
            f"{name!r} cannot be a plugin's name", hint="lower-case letters, digits and hyphens: my-recognizer"
        )
    folder = place / name
    if folder.exists():
        raise UsageError("exists already; nothing was written", path=folder)
    words = {
        "NAME": name,
        "MODULE": name.replace("-", "_"),
        "CLASS": "".join(part.capitalize() for part in name.split("-")),
        "TOKENS_SHA256": hashlib.sha256(_TOKENS.read_bytes()).hexdigest(),
    }
    try:
        _fill(_TEMPLATE, folder, words)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise OutputError(f"cannot be written: {error.strerror}", path=folder) from error
    return folder


def _fill(template: Path, target: Path, words: dict[str, str]) -> None:
    for source in sorted(template.rglob(f"*{_SUFFIX}")):
        path = target / _replace(str(source.relative_to(template)).removesuffix(_SUFFIX), words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_replace(source.read_text("utf-8"), words).encode())


def _replace(text: str, words: dict[str, str]) -> str:
    return re.sub(r"@(NAME|MODULE|CLASS|TOKENS_SHA256)@", lambda match: words[match[1]], text)
