"""`annotator evaluate`: models against labelled data, or annotations against the truth."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from annotator.cli.arguments import add_cache_options, add_plugin_options, language_list, positive, worker_count
from annotator.errors import UsageError

_PARTS = ("test", "validation", "train", "all")
# Options of one of the two uses only, by their names, with what they are when nobody says them.
_OF_MODELS = {"form": "", "labels": "", "tokens": None, "part": "", "workers": 1, "lang": ("ko",), "per_class": False}
_OF_ANNOTATIONS = {"truth": None, "missing": "leave", "picture": None}


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "evaluate",
        help="measure models on labelled data, or compare annotations with the truth",
        usage="annotator evaluate MODEL [MODEL ...] DATASET [options]\n"
        "       annotator evaluate ANNOTATIONS [...] [--truth PATH ...] [options]",
        description="Measures models (names or bundle folders) on a data set, side by side: labelled videos, pictures, "
        "sequences, or recordings with NAME.truth.json. Or compares annotations that `annotator run` wrote with what "
        "is really signed, in whatever form that is known: truth files, subtitles, ELAN, tables.",
    )
    parser.add_argument("inputs", nargs="+", metavar="PATH", help="models and a data set; or annotations, folders")
    parser.add_argument(
        "-m",
        "--model",
        action="append",
        default=[],
        metavar="NAME",
        help="model name or folder (repeat); DATASET stands alone then",
    )
    parser.add_argument(
        "--tier", action="append", default=[], metavar="[MODEL=]TIER",
        help="which signs are meant; for annotations: the tier of a model whose name does not say it (repeat)",
    )  # fmt: skip
    _add_model_options(parser)
    _add_annotation_options(parser)
    group = parser.add_argument_group("outputs")
    group.add_argument("--per-video", action="store_true", help="show every video too, where the truth has times")
    group.add_argument(
        "--confusions", type=positive, default=10, metavar="N", help="show the N most frequent confusions (default: 10)"
    )
    group.add_argument("--json", metavar="FILE", help="write everything as JSON ('-': standard output, nothing else)")
    group.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables as Markdown")
    group.add_argument("-o", "--output", type=Path, metavar="DIR", help="write evaluation.json and pictures there")
    parser.set_defaults(run=run)


def _add_model_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("models against a data set")
    group.add_argument("--form", default="", metavar="NAME", help="form of the data set (default: what it looks like)")
    group.add_argument("--labels", default="", metavar="HOW", help="how labels are to be read, where that is open")
    group.add_argument("--tokens", type=Path, metavar="FILE", help="token dictionary of the data's labels")
    group.add_argument(
        "--part", choices=_PARTS, default="", help="default: test where the data are split, else all of them"
    )
    group.add_argument("--workers", type=worker_count, default=1, metavar="N", help="processes, or auto (default: 1)")
    group.add_argument("--lang", type=language_list, default=("ko",), metavar="TAG", help="language of the tables")
    group.add_argument("--per-class", action="store_true", help="show every class too")
    add_plugin_options(parser)
    add_cache_options(parser)


def _add_annotation_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("annotations against the truth")
    group.add_argument(
        "--truth", nargs="+", action="extend", metavar="PATH",
        help="what is right: NAME.truth.json, subtitles (.srt, .vtt, .ass), ELAN (.eaf), tables (.csv, .tsv), .json, "
        "folders of them (default: NAME.truth.json in the folders of the annotations)",
    )  # fmt: skip
    group.add_argument(
        "--missing", choices=("leave", "count"), default="leave",
        help="truth without annotation: leave it out (default), or count all of it as missed",
    )  # fmt: skip
    group.add_argument("--picture", type=Path, metavar="FILE", help="draw truth and findings over time, as PNG")


def run(arguments: argparse.Namespace) -> int:
    """Decides which of the two is meant, and does it."""
    models, dataset = _models_and_dataset(arguments)
    if not models:
        from annotator.cli.evaluate_annotations import evaluate_annotations

        _refuse(arguments, _OF_MODELS, "is for models against a data set")
        return evaluate_annotations(arguments)
    from annotator.cli.evaluate_models import evaluate_models

    _refuse(arguments, _OF_ANNOTATIONS, "is for annotations, not for models")
    return evaluate_models(arguments, models, Path(dataset).expanduser())


def _models_and_dataset(arguments: argparse.Namespace) -> tuple[list[str], str]:
    """The models and the data set, or none where annotations are meant.

    Models are meant with -m, or where all paths but the last name a bundle: its folder, or its name where no file or
    folder is called so.
    """
    *first, last = arguments.inputs
    if arguments.model:
        if first:
            raise UsageError(f"-m names the models, so one data set is wanted, not {len(arguments.inputs)} paths")
        return arguments.model, last
    if arguments.truth:
        return [], ""
    if not first:
        if not Path(last).expanduser().exists() and last in _stored(arguments):
            raise UsageError(f"{last} is a model", hint=f"name the data too: annotator evaluate {last} DATASET")
        return [], ""
    stored: list[str] = []
    if any(not Path(each).expanduser().exists() for each in first):
        stored = _stored(arguments)
    kinds = {each: _is_bundle(each, stored) for each in first}
    if all(kinds.values()):
        return first, last
    if any(kinds.values()):
        strange = next(each for each, is_model in kinds.items() if not is_model)
        raise UsageError("is no model, and others are", path=strange, hint="only the last path is the data set")
    return [], ""


def _is_bundle(given: str, stored: list[str]) -> bool:
    from annotator.models.manifest import MANIFEST_NAME

    path = Path(given).expanduser()
    if path.exists():
        return path.name == MANIFEST_NAME or (path / MANIFEST_NAME).is_file()
    if given not in stored:
        raise UsageError(
            "there is no such file or folder, and no model of that name",
            path=given, hint=f"models: {', '.join(stored)}",
        )  # fmt: skip
    return True


def _stored(arguments: argparse.Namespace) -> list[str]:
    """The names of the models there are."""
    from annotator.models import ModelStore
    from annotator.plugins import load_plugins

    store = ModelStore(load_plugins(arguments.plugins_dir).model_folders())
    return sorted({model.name for model in store.list()})


def _refuse(arguments: argparse.Namespace, options: dict[str, Any], why: str) -> None:
    for name, default in options.items():
        if getattr(arguments, name) != default:
            raise UsageError(f"--{name.replace('_', '-')} {why}")
