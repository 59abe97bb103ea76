"""The model card, `README.md` of a bundle: limits first, figures next, then how to make it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.models import Manifest


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
        f"**Limits.** {limits}" if limits else "**Limits.** None were written down by whoever trained this model.",
        manifest.summary,
        f"It knows {len(words)} classes: {', '.join(words)}.",
        "## Measured",
        _measured(manifest, windows),
        _confusion_table(confusion, words),
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


def _confusion_table(confusion: Sequence[Sequence[int]], words: Sequence[str]) -> str:
    heading = ["shown \\ recognised", *words]
    rows = [[word, *map(str, counts)] for word, counts in zip(words, confusion, strict=True)]
    return "\n".join(_row(cells) for cells in [heading, ["---"] * len(heading), *rows])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
