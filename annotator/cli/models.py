"""`annotator models`: list, info and verify here; import, export, install and remove beside it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli import models_import, models_share, models_tune
from annotator.cli.arguments import add_plugin_options
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.models import Bundle, FramesInput, LandmarksInput, ModelStore, StoredModel


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "models",
        help="list, describe, import and share model bundles",
        description="Model bundles: what can be recognised.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every model that is found, and where")
    listing.set_defaults(run=list_models)
    info = actions.add_parser("info", help="all about one model, with its words and its card")
    info.add_argument("model", metavar="NAME", help="model name or folder")
    info.set_defaults(run=show_model)
    verify = actions.add_parser("verify", help="check files, checksums, shapes and words")
    verify.add_argument("model", metavar="NAME", nargs="*", help="model names or folders (default: all)")
    verify.set_defaults(run=verify_models)
    for action in (listing, info, verify):
        add_plugin_options(action)
        action.add_argument("--json", action="store_true", help="as JSON")
    models_import.add_to(actions)
    models_tune.add_to(actions)
    models_share.add_to(actions)


def _store(arguments: argparse.Namespace) -> ModelStore:
    from annotator.models import ModelStore
    from annotator.plugins import load_plugins

    return ModelStore(load_plugins(arguments.plugins_dir).model_folders())


def list_models(arguments: argparse.Namespace) -> int:
    """Prints the models; exit code 1 when one of them is broken."""
    from rich.markup import escape

    from annotator.cli.console import output, print_json

    store = _store(arguments)
    models = store.list()
    if arguments.json:
        print_json(
            [
                {
                    "name": model.name,
                    "folder": str(model.folder),
                    "version": model.bundle.manifest.version if model.bundle else None,
                    "recognizer": model.bundle.manifest.recognizer if model.bundle else None,
                    "error": str(model.error) if model.error else None,
                    "shadowed": model.shadowed,
                }
                for model in models
            ]
        )
    else:
        for place in dict.fromkeys(model.place for model in models):
            _show_place(place, [model for model in models if model.place == place])
        output.print("looked in: " + escape(", ".join(map(str, store.places))), style="dim", soft_wrap=True)
    return 1 if any(model.error for model in models) else 0


def _show_place(place: Path, models: Sequence[StoredModel]) -> None:
    """The models of one folder, as a table that reads well at 80 columns."""
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output, shown

    table = Table("model", "recognizer", "what it is", title=shown(place), title_justify="left")
    table.columns[0].overflow = "fold"
    for model in models:
        if model.bundle is None:
            what, named, recognizer = f"[red]broken:[/] {escape(str(model.error))}", escape(model.name), ""
        else:
            manifest = model.bundle.manifest
            what, recognizer = escape(manifest.summary), escape(manifest.recognizer)
            named = f"{escape(model.name)} [dim]{escape(manifest.version)}[/]"
        note = "\n[dim](shadowed)[/]" if model.shadowed else ""
        table.add_row(named + note, recognizer, what)
    output.print(table)


def show_model(arguments: argparse.Namespace) -> int:
    """Prints everything about one model."""
    import msgspec
    from rich.markdown import Markdown
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output, print_json

    bundle = _store(arguments).find(arguments.model)
    manifest, tokens = bundle.manifest, bundle.tokens()
    if arguments.json:
        texts = {str(class_id): dict(tokens.tokens[class_id].texts) for class_id in tokens.ids()}
        print_json({"folder": str(bundle.folder), "manifest": msgspec.to_builtins(manifest), "tokens": texts})
        return 0
    table = Table(show_header=False, title=f"{escape(bundle.name)} {manifest.version}")
    for key, value in _facts(bundle):
        table.add_row(key, escape(value))
    output.print(table)
    words = Table("id", *tokens.languages, title=f"{len(manifest.output.ids)} classes")
    for class_id in manifest.output.ids[:50]:
        words.add_row(str(class_id), *(escape(tokens.text(class_id, language)) for language in tokens.languages))
    output.print(words)
    if "README.md" in manifest.files:
        output.print(Markdown(bundle.file("README.md").read_text("utf-8")))
    return 0


def _facts(bundle: Bundle) -> list[tuple[str, str]]:
    from annotator.models import WEIGHTS_NAME, weights_info

    manifest = bundle.manifest
    kept = ""
    if WEIGHTS_NAME in manifest.files:
        info, size = weights_info(bundle.weights), bundle.weights.stat().st_size
        kept = f"{info.precision or 'none'}, {info.parameters:,} numbers, {size / 1e6:.2f} MB"
    pictures = [name for name in manifest.files if name.endswith(".png")]
    metrics = ", ".join(f"{name} {value:g}" for name, value in manifest.accuracy.metrics.items())
    policy = ", ".join(f"{key} {value}" for key, value in manifest.decoding.parameters.items())
    accuracy = f"{metrics} on {manifest.accuracy.dataset}; {manifest.accuracy.note}".strip("; ") if metrics else ""
    facts = [
        ("folder", str(bundle.folder)),
        ("caution", manifest.caution),
        ("what it is", manifest.summary),
        ("recognizer", manifest.recognizer),
        ("input", _input_text(manifest.input)),
        ("window", f"{manifest.window} steps, stride {manifest.stride}, at {manifest.rate} a second"),
        ("classes", f"{manifest.output.classes}, {_SCORES[manifest.output.activation]}"),
        ("decoding", f"{manifest.decoding.policy} {policy}".strip()),
        ("weights", kept),
        ("accuracy", accuracy or "not measured"),
        ("pictures", ", ".join(pictures)),
        ("licence", manifest.licence),
        ("trained on", manifest.trained_on),
        ("made with", manifest.created_with.command),
    ]
    return [(key, value) for key, value in facts if value]


_SCORES = {"softmax": "probabilities", "none": "logits"}


def _input_text(wanted: FramesInput | LandmarksInput) -> str:
    """What a model is fed, on one line."""
    from annotator.models import LandmarksInput

    if isinstance(wanted, LandmarksInput):
        mirrored = ", as in a mirror" if wanted.mirror else ""
        return f"landmarks: {wanted.feature_set}, {wanted.feature_width} numbers a step{mirrored}"
    low, high = wanted.values
    parts = [f"frames: {wanted.width}x{wanted.height} {wanted.colour} ({wanted.fit}), values {low:g} to {high:g}"]
    if wanted.crop != "none":
        parts.append(f"cut to the {wanted.crop}")
    if wanted.draw != "picture":
        parts.append("the skeleton alone" if wanted.draw == "skeleton" else "the skeleton drawn over it")
        if wanted.trail:
            parts.append("with its trail")
    return ", ".join(parts)


def verify_models(arguments: argparse.Namespace) -> int:
    """Verifies models; exit code 1 when one is broken."""
    from rich.markup import escape

    from annotator.cli.console import output, print_json

    store = _store(arguments)
    names = arguments.model or sorted({model.name for model in store.list()})
    found: dict[str, str] = {}
    for name in names:
        try:
            store.find(name).verify()
            found[name] = ""
        except AnnotatorError as error:
            if len(names) == 1:
                raise
            found[name] = str(error)
    if arguments.json:
        print_json({name: problem or "ok" for name, problem in found.items()})
    else:
        for name, problem in found.items():
            told = f"[red]{escape(problem)}[/]" if problem else "[green]ok[/]"
            output.print(f"{escape(name)}: {told}", soft_wrap=True)
    return 1 if any(found.values()) else 0
