"""Writes a new plugin: a distribution that installs and passes its own test."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from annotator.errors import OutputError, UsageError

_TEMPLATE = Path(__file__).parent / "template"
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
    }
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix=f".{name}.") as temporary:
            _fill(_TEMPLATE, Path(temporary), words)
            shutil.copytree(temporary, folder)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", path=folder) from error
    return folder


def _fill(template: Path, target: Path, words: dict[str, str]) -> None:
    for source in sorted(template.rglob(f"*{_SUFFIX}")):
        path = target / _replace(str(source.relative_to(template)).removesuffix(_SUFFIX), words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_replace(source.read_text("utf-8"), words), "utf-8")


def _replace(text: str, words: dict[str, str]) -> str:
    return re.sub(r"@(NAME|MODULE|CLASS)@", lambda match: words[match[1]], text)
