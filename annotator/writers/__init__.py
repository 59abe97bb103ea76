"""From an annotation to files: one class a format."""

from annotator.writers.ass import AssWriter
from annotator.writers.base import Context, Writer
from annotator.writers.collected import ActivityNetWriter, CollectingWriter, CsvWriter, FiftyOneWriter
from annotator.writers.eaf import EafWriter
from annotator.writers.finding import find_annotations, is_companion
from annotator.writers.html import HtmlWriter, IndexEntry, compact, index_entry, index_page, page
from annotator.writers.json import JsonWriter, is_another_tools, read_annotation
from annotator.writers.naming import NAME_TEMPLATE, Key, named, output_names
from annotator.writers.plain import TsvWriter, TxtWriter
from annotator.writers.srt import SrtWriter
from annotator.writers.vtt import VttWriter

# The formats that come with annotator, in the order they are listed to users.
BUILTIN_WRITERS: tuple[type[Writer], ...] = (
    JsonWriter,
    SrtWriter,
    VttWriter,
    AssWriter,
    TxtWriter,
    TsvWriter,
    CsvWriter,
    EafWriter,
    HtmlWriter,
    ActivityNetWriter,
    FiftyOneWriter,
)

__all__ = [
    "BUILTIN_WRITERS",
    "NAME_TEMPLATE",
    "ActivityNetWriter",
    "AssWriter",
    "CollectingWriter",
    "Context",
    "CsvWriter",
    "EafWriter",
    "FiftyOneWriter",
    "HtmlWriter",
    "IndexEntry",
    "JsonWriter",
    "Key",
    "SrtWriter",
    "TsvWriter",
    "TxtWriter",
    "VttWriter",
    "Writer",
    "compact",
    "find_annotations",
    "index_entry",
    "index_page",
    "is_another_tools",
    "is_companion",
    "named",
    "output_names",
    "page",
    "read_annotation",
]
