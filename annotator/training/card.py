"""The model card, `README.md` of a bundle: limits first, figures next, then how to make it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from annotator.models import Manifest

_WIDEST_TABLE: Final = 20  # classes
_MISTAKES: Final = 20


def model_card(
    manifest: Manifest,
    limits: str,
    confusion: Sequence[Sequence[int]],
    windows: Mapping[str, int],
    words: Sequence[str],
) -> str:
    """The text of the card; `words` name the classes by index, `confusion` is [truth][found] in that order."""
    sections = [
        f"# {manifest.name}",
        f"**{manifest.caution}**" if manifest.caution else "",
        f"**Limits.** {limits}" if limits else "**Limits.** None were written down by whoever trained this model.",
        manifest.summary,
        f"It knows {len(words)} classes: {', '.join(words)}.",
        "## Measured",
        _measured(manifest, windows),
        _confusions(confusion, words),
        manifest.accuracy.note,
        "## Made from",
        manifest.trained_on or "Not written down.",
        f"Licence of the weights: {manifest.licence or 'not written down'}.",
        "## Make it again",
        "The command and the seed stand in `model.toml`, under `created_with`.",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


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
