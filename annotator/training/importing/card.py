"""The model card of an imported model: what is known of it, and what is not."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.models import Manifest


def import_card(
    manifest: Manifest, *, words: Sequence[str], order: str, source: str, compared: str, limits: str
) -> str:
    """The text of `README.md`; `words` name the classes by index, `order` says how that is known."""
    sections = [
        f"# {manifest.name}",
        f"**{manifest.caution}**" if manifest.caution else "",
        f"**Limits.** {limits or 'None were written down when this model was imported.'}",
        manifest.summary,
        f"It knows {len(words)} classes: {', '.join(words)}.",
        "## Measured",
        "Nothing was measured when it was imported; `annotator evaluate` measures it on labelled data.",
        "## Made from",
        manifest.trained_on or "What it was trained on is not written down.",
        f"Imported from {source}.",
        compared,
        f"Class indices: {order}.",
        f"Licence of the weights: {manifest.licence or 'not written down'}.",
        "## Import it again",
        "The command stands in `model.toml`, under `created_with`.",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"
