"""The built-in output formats, in by the same door as anyone's: the entry point `formats`."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.plugins.hookspecs import hookimpl
from annotator.writers import BUILTIN_WRITERS, Writer


@hookimpl
def annotator_writers() -> Sequence[type[Writer]]:
    """JSON, subtitles, tables, ELAN, the report, and what other tools read."""
    return BUILTIN_WRITERS
