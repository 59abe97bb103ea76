"""The report of one scored performance: the film, what was found and deducted, stills, curves, what was not judged."""

from __future__ import annotations

import base64
from importlib import resources
from typing import Any, Final

import msgspec

from annotator.errors import ScoringError
from annotator.records import Annotation
from annotator.scorecards.material import Material
from annotator.scorecards.stills import Still
from annotator.scoring import Score, read_score
from annotator.translation import in_languages
from annotator.writers import Context, compact, page

ASSETS: Final = resources.files(__package__) / "assets"
KOREAN: Final = ("korean.js", "scores-korean.js")
_STYLES: Final = ("base.css", "table.css", "report.css", "score.css")
_SCRIPTS: Final = (
    *KOREAN, "base.js", "table.js", "model.js", "player.js", "lanes.js", "timeline.js", "details.js", "stage.js",
    "score-words.js", "score-movements.js", "score-model.js", "score-timeline.js", "charts.js", "score-parts.js",
    "score.js",
)  # fmt: skip


def score_page(annotation: Annotation, material: Material, context: Context | None = None) -> bytes:
    """A page that is opened in a browser beside the video: everything but the video is inside.

    `annotation.score` is a score as `Score.as_dict` gives it, its segments are the movements found. `context` says
    where page and video lie, so that one finds the other. Raises ScoringError where the annotation holds no score.
    """
    score = score_of(annotation)
    view = {
        "video": (context or Context()).relative_url(annotation),
        "language": annotation.language,
        "words": _words(annotation, score),
    }
    told: dict[str, Any] = {"curves": material.curves, "stills": [_told(still) for still in material.stills]}
    data = {
        "annotation": compact(annotation.as_json()),
        "material": msgspec.json.encode(told).decode(),
        "view": compact(msgspec.json.encode(view)),
    }
    title = " · ".join(filter(None, (score.performer, score.form.title.get("ko", ""), annotation.source.path)))
    return page("score.html", _STYLES, _SCRIPTS, title, data, folder=ASSETS, has_pictures=True)


def score_of(annotation: Annotation) -> Score:
    """The score an annotation holds; raises ScoringError where it holds none."""
    try:
        return read_score(annotation.score)
    except msgspec.ValidationError as error:
        raise ScoringError(
            f"there is no score in the annotation of {annotation.source.path}: {error}",
            hint="`annotator score` makes annotations that have one",
        ) from error


def _words(annotation: Annotation, score: Score) -> dict[str, dict[str, str]]:
    """What the score says in English alone, by that, in every language there is."""
    measured = (each.measured.what for each in score.deductions if each.measured)
    plain = filter(None, (score.note, score.unscored, *all_warnings(annotation, score), *measured))
    rules = {score.presentation: score.presentation_text, score.rules.title: score.rules.text}
    return {text: in_languages(text) for text in plain} | {
        text: texts or in_languages(text) for text, texts in rules.items()
    }


def all_warnings(annotation: Annotation, score: Score) -> tuple[str, ...]:
    """What is to be known of a recording and of its score, each once, in English."""
    return tuple(dict.fromkeys((*annotation.warnings, *score.warnings)))


def _told(still: Still) -> dict[str, Any]:
    return {
        "at": still.at_s,
        "deductions": still.deductions,
        "width": still.width,
        "height": still.height,
        "jpeg": base64.b64encode(still.jpeg).decode(),
    }
