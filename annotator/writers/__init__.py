"""From an annotation to files: one class a format."""

from annotator.writers.base import Context, Writer
from annotator.writers.html import HtmlWriter, IndexEntry, index_entry, index_page
from annotator.writers.json import JsonWriter, read_annotation
from annotator.writers.srt import SrtWriter

# The formats that come with annotator, in the order they are listed to users.
BUILTIN_WRITERS: tuple[type[Writer], ...] = (JsonWriter, SrtWriter, HtmlWriter)

__all__ = [
    "BUILTIN_WRITERS",
    "Context",
    "HtmlWriter",
    "IndexEntry",
    "JsonWriter",
    "SrtWriter",
    "Writer",
    "index_entry",
    "index_page",
    "read_annotation",
]
