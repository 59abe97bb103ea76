"""What every trainer writes of a model into its bundle: the manifest's common entries, and the token dictionary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.models import CreatedWith
from annotator.tokens import TokenDictionary
from annotator.training.trainer import Trainer, TrainerOptions, command_line


def common_entries(trainer: type[Trainer], dataset: Path, output: Path, options: TrainerOptions) -> dict[str, Any]:
    """The entries of a manifest that say what the model is and how it was made, by name; see `Manifest`."""
    return {
        "name": options.name or output.name,
        "version": options.version,
        "recognizer": trainer.name,
        "summary": options.summary,
        "licence": options.licence,
        "trained_on": options.trained_on,
        "caution": options.caution,
        "default": options.default,
        "created_with": CreatedWith(command=command_line(trainer, dataset, output, options), seed=options.seed),
    }


def tokens_json(tokens: TokenDictionary) -> bytes:
    """A token dictionary as the `tokens.json` of a bundle, in its envelope."""
    entries = {str(i): {"label": tokens.label(i), **tokens.tokens[i].texts} for i in tokens}
    content = {"id": tokens.id, "version": tokens.version, "spelling": tokens.spelling, "tokens": entries}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
