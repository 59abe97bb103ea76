"""The model card, `README.md` of a bundle: limits first, figures next, then what it was made from and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from annotator.models import Manifest
from annotator.training.evaluation import class_figures

_WIDEST_TABLE: Final = 20  # classes
_MISTAKES: Final = 20
_PICTURES: Final = {"curves.png": "How it was trained", "confusion.png": "What was taken for what"}


@dataclass(frozen=True)
class Making:
    """How a model was made, as its card tells it.

    `parts` are sentences on the data of each part, `settings` what was chosen, `form` and `difference` as in
    `Converted`, `size` the bytes of the weights, `pictures` the names of those in the bundle.
    """

    parts: Sequence[str] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    form: str = "float32"
    difference: float = 0.0
    size: int = 0
    pictures: Sequence[str] = ()


def model_card(
    manifest: Manifest,
    limits: str,
    confusion: Sequence[Sequence[int]],
    windows: Mapping[str, int],
    words: Sequence[str],
    making: Making | None = None,
) -> str:
    """The text of the card; `words` name the classes by index, `confusion` is [truth][found] in that order."""
    making = making or Making()
    sections = [
        f"# {manifest.name}",
        f"**{manifest.caution}**" if manifest.caution else "",
        f"**Limits.** {limits}" if limits else "**Limits.** None were written down by whoever trained this model.",
        manifest.summary,
        f"It knows {len(words)} classes: {', '.join(words)}.",
        "## Measured",
        _measured(manifest, windows),
        _by_class(confusion, words),
        _confusions(confusion, words),
        *(f"![{_PICTURES.get(name, name)}]({name})" for name in making.pictures if name == "confusion.png"),
        manifest.accuracy.note,
        "## Made from",
        manifest.trained_on or "Not written down.",
        "\n".join(f"- {part}" for part in making.parts),
        f"Licence of the weights: {manifest.licence or 'not written down'}.",
        *_trained(making),
        *_weights(making),
        "## Make it again",
        "The command and the seed stand in `model.toml`, under `created_with`.",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _by_class(confusion: Sequence[Sequence[int]], words: Sequence[str]) -> str:
    """Precision and recall of each class."""
    rows = [["class", "precision", "recall", "samples"], ["---"] * 4]
    for word, each in zip(words, class_figures(confusion), strict=True):
        rows.append([word, _share(each.precision), _share(each.recall), str(each.count)])
    return "\n".join(map(_row, rows))


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _trained(making: Making) -> list[str]:
    if not making.settings:
        return []
    rows = [["setting", "value"], ["---", "---"], *([name, str(value)] for name, value in making.settings.items())]
    pictures = [f"![{_PICTURES[name]}]({name})" for name in making.pictures if name == "curves.png"]
    return ["## How it was trained", "\n".join(map(_row, rows)), *pictures]


def _weights(making: Making) -> list[str]:
    if not making.size:
        return []
    told = f"{making.size / 1e6:.2f} MB, {making.form}."
    return [
        "## Weights",
        f"{told} Largest difference from the scores of the trained network, on samples it was trained on: "
        f"{making.difference:.2g}.",
    ]


def _measured(manifest: Manifest, windows: Mapping[str, int]) -> str:
    figures = [f"- {name.replace('_', ' ')}: {value:.4f}" for name, value in manifest.accuracy.metrics.items()]
    counts = ", ".join(f"{count} {name}" for name, count in windows.items())
    return "\n".join([f"On {manifest.accuracy.dataset} (windows: {counts}):", "", *figures])


def _confusions(confusion: Sequence[Sequence[int]], words: Sequence[str]) -> str:
    """Which class is taken for which: a table, or where that would be too wide the most frequent mistakes."""
    if len(words) <= _WIDEST_TABLE:
        return _confusion_table(confusion, words)
    mistakes = [
        (count, sum(row), words[truth], words[found])
        for truth, row in enumerate(confusion)
        for found, count in enumerate(row)
        if count and truth != found
    ]
    lines = [
        f"- {shown}, recognised as {found}: {count} of {total}"
        for count, total, shown, found in sorted(mistakes, key=lambda mistake: (-mistake[0], mistake[2:]))[:_MISTAKES]
    ]
    return "\n".join(["The most frequent mistakes:", "", *lines]) if lines else "No mistakes."


def _confusion_table(confusion: Sequence[Sequence[int]], words: Sequence[str]) -> str:
    heading = ["shown \\ recognised", *words]
    rows = [[word, *map(str, counts)] for word, counts in zip(words, confusion, strict=True)]
    return "\n".join(_row(cells) for cells in [heading, ["---"] * len(heading), *rows])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
