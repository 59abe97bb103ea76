"""`annotator models list|info|verify`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_plugin_options
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.models import Bundle, ModelStore


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "models", help="list, describe and verify model bundles", description="Model bundles: what can be recognised."
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


def _store(arguments: argparse.Namespace) -> ModelStore:
    from annotator.models import ModelStore
    from annotator.plugins import load_plugins

    return ModelStore(load_plugins(arguments.plugins_dir).model_folders())


def list_models(arguments: argparse.Namespace) -> int:
    """Prints the models; exit code 1 when one of them is broken."""
    from rich.markup import escape
    from rich.table import Table

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
        table = Table("model", "version", "recognizer", "what it is", "where", title="models")
        for model in models:
            if model.bundle is None:
                what, version, recognizer = f"[red]broken:[/] {escape(str(model.error))}", "", ""
            else:
                manifest = model.bundle.manifest
                what, version, recognizer = escape(manifest.summary), manifest.version, manifest.recognizer
            note = " [dim](shadowed)[/]" if model.shadowed else ""
            table.add_row(escape(model.name) + note, version, recognizer, what, escape(str(model.place)))
        output.print(table)
        output.print("looked in: " + escape(", ".join(map(str, store.places))), style="dim", soft_wrap=True)
    return 1 if any(model.error for model in models) else 0


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
    manifest = bundle.manifest
    metrics = ", ".join(f"{name} {value:g}" for name, value in manifest.accuracy.metrics.items())
    policy = ", ".join(f"{key} {value}" for key, value in manifest.decoding.parameters.items())
    return [
        ("folder", str(bundle.folder)),
        *([("caution", manifest.caution)] if manifest.caution else []),
        ("what it is", manifest.summary),
        ("recognizer", manifest.recognizer),
        ("licence", manifest.licence),
        ("trained on", manifest.trained_on),
        ("made with", manifest.created_with.command),
        ("accuracy", f"{metrics} on {manifest.accuracy.dataset}; {manifest.accuracy.note}".strip("; ")),
        ("window", f"{manifest.window} steps, stride {manifest.stride}, at {manifest.rate} a second"),
        ("decoding", f"{manifest.decoding.policy} {policy}".strip()),
    ]


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
