"""From an annotation to files: one class a format."""

from annotator.writers.base import Context, Writer
from annotator.writers.json import JsonWriter, read_annotation
from annotator.writers.srt import SrtWriter

# The formats that come with annotator, in the order they are listed to users.
BUILTIN_WRITERS: tuple[type[Writer], ...] = (JsonWriter, SrtWriter)

__all__ = ["BUILTIN_WRITERS", "Context", "JsonWriter", "SrtWriter", "Writer", "read_annotation"]
