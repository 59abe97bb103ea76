"""The report of one video: the film with its subtitles, a timeline, a list of what was found, where it came from."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.records import Annotation
from annotator.writers.base import Context, Writer
from annotator.writers.html.page import page

_STYLES: Final = ("base.css", "table.css", "report.css")
_SCRIPTS: Final = (
    "korean.js", "base.js", "table.js", "model.js", "player.js", "lanes.js", "timeline.js", "details.js",
    "stage.js", "report.js",
)  # fmt: skip


class HtmlWriter(Writer):
    """A page that is opened in a browser beside the video: one for all languages, everything but the video inside."""

    name = "html"
    extension = ".html"
    per_language = False

    def render(self, annotation: Annotation, language: str) -> bytes:
        return self.render_in(annotation, language, Context())

    def render_in(self, annotation: Annotation, language: str, context: Context) -> bytes:
        view = {"video": context.relative_url(annotation), "language": language}
        data = {"annotation": compact(annotation.as_json()), "view": compact(msgspec.json.encode(view))}
        return page("report.html", _STYLES, _SCRIPTS, annotation.source.path, data)


def compact(data: bytes) -> str:
    """JSON without white space."""
    return msgspec.json.format(data, indent=-1).decode()
