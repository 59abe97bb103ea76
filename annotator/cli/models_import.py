"""`annotator models import`: a model somebody made in Keras, TensorFlow or LiteRT, as a bundle."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_plugin_options, positive
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.models import Bundle
    from annotator.training.importing import Imported, Inspected

EPILOG = """\
examples:
  annotator models import keras_model.h5 --describe         what the file tells, and what must still be said
  annotator models import converted_keras.zip --recognizer pose-cnn --rate 5
  annotator models import model.h5 --recognizer landmark-lstm --labels words.json --class-order ids \\
      --feature-set hand99 --rate 30 --stride 1 --mirror
"""


def add_to(actions: Any) -> None:
    """Adds `import` to `annotator models`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "import",
        help="make a bundle of a Keras, SavedModel or .tflite model (needs the extra `train`)",
        description="Converts a model to LiteRT, checks that it gives the same scores, and writes a bundle. "
        "What the file does not say has to be said; what is still needed is listed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "model", type=Path, metavar="FILE|FOLDER|ZIP", help=".h5, .keras, SavedModel, .tflite, Teachable Machine zip"
    )
    parser.add_argument("--recognizer", metavar="NAME", help="the recognizer that is to run it, e.g. landmark-lstm")
    parser.add_argument("--describe", action="store_true", help="only show what the file tells; nothing is written")
    parser.add_argument("--examples", type=Path, metavar="NPY", help="compare scores on these windows, not random ones")
    parser.add_argument("--json", action="store_true", help="as JSON")
    _add_bundle_options(parser)
    _add_class_options(parser)
    _add_input_options(parser)
    add_plugin_options(parser)
    parser.set_defaults(run=run)


def _add_bundle_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the bundle")
    group.add_argument("-o", "--output", type=Path, metavar="DIR", help="its folder (default: among your own models)")
    group.add_argument("--name", help="what it is called (default: as the file or DIR)")
    group.add_argument("--replace", action="store_true", help="replace a bundle that is there already")
    for name, about in (
        ("version", "version of the bundle"),
        ("summary", "one sentence for the model list"),
        ("licence", "licence of the weights"),
        ("trained-on", "where its data come from, with attribution"),
        ("caution", "a warning that stands before everything else in its card"),
        ("limits", "what the model cannot do; the first lines of its card"),
    ):
        group.add_argument(f"--{name}", metavar="TEXT", help=about)


def _add_class_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the classes")
    group.add_argument("--labels", metavar="FILE", help="token dictionary, labels.txt, or folder of class folders")
    group.add_argument(
        "--class-order",
        choices=["ids", "rising", "sorted-ids", "sorted-words"],
        help="what a class index is: a token id, its place among rising ids, or among ids or words sorted as text",
    )
    group.add_argument("--folders", metavar="DIR|FILE", help="the class folders it was trained on, or a list of them")
    group.add_argument("--folders-are", choices=["ids", "words"], help="how those folders are named")
    group.add_argument("--language", metavar="TAG", help="language of labels that do not name theirs, e.g. ko")
    group.add_argument("--idle", action="append", default=[], metavar="WORD|ID", help="a class that means nothing")
    group.add_argument("--activation", choices=["softmax", "logits"], help="what its scores are")
    group.add_argument("--policy", choices=["vote", "hysteresis", "clip"], help="how segments are made (default: vote)")
    group.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE", help="of the policy")
    group.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="of the recognizer")


def _add_input_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what it is fed, as it was trained")
    group.add_argument("--rate", metavar="N", help="steps a second, e.g. 30 or 30000/1001")
    group.add_argument("--window", type=positive, metavar="N", help="steps it sees at once")
    group.add_argument("--stride", type=positive, metavar="N", help="steps from one window to the next")
    group.add_argument("--min-usable", type=float, metavar="SHARE", help="of a window's steps that must be usable")
    group.add_argument("--feature-set", metavar="NAME", help="landmarks: hand99, holistic258, signing")
    group.add_argument("--mirror", action=argparse.BooleanOptionalAction, help="landmarks: as in a mirror")
    group.add_argument("--size", metavar="WxH", help="pictures: pixels")
    group.add_argument("--colour", choices=["rgb", "bgr", "grey"], help="pictures: order of the colours")
    group.add_argument("--values", metavar="LOW,HIGH", help="pictures: what black and white become, e.g. --values=-1,1")
    group.add_argument("--fit", choices=["stretch", "contain", "cover"], help="pictures: how they get to that size")
    group.add_argument("--crop", choices=["none", "person", "hand"], help="pictures: cut out first (default: none)")
    group.add_argument(
        "--draw", choices=["picture", "overlay", "skeleton"], help="pictures: the skeleton (default: no)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Inspects, converts, compares, writes; with `--describe` the first only."""
    from annotator.cli.models_describe import described, show_description
    from annotator.training.importing import inspect_model, open_given

    name = _name(arguments)
    with open_given(arguments.model) as given:
        found = inspect_model(given, _told(arguments), name)
        if arguments.describe:
            if arguments.json:
                from annotator.cli.console import print_json

                print_json(described(found))
            else:
                show_description(found)
            return 0
        imported = _import(arguments, found, name)
    _tell(imported, found, as_json=arguments.json)
    return 0


def _import(arguments: argparse.Namespace, found: Inspected, name: str) -> Imported:
    from annotator.models import user_models
    from annotator.plugins import load_plugins
    from annotator.training.importing import Details, import_model

    plugins = load_plugins(arguments.plugins_dir)
    recognizer = plugins.recognizer(arguments.recognizer)[1] if arguments.recognizer else None

    def accept(bundle: Bundle) -> None:
        if recognizer is not None:
            recognizer(bundle).close()

    texts = ("version", "summary", "licence", "trained_on", "caution", "limits")
    said = {field: getattr(arguments, field) for field in texts if getattr(arguments, field) is not None}
    details = Details(
        recognizer=arguments.recognizer or "",
        folder=arguments.output or user_models() / name,
        name=name,
        command=_command(arguments),
        replace=arguments.replace,
        **said,
    )
    return import_model(found, details, examples=arguments.examples, accept=accept)


def _name(arguments: argparse.Namespace) -> str:
    """What the bundle is called: as was said, as its folder, or as the file without what a name cannot hold."""
    if arguments.name:
        return str(arguments.name)
    if arguments.output is not None:
        return str(arguments.output.name)
    return re.sub(r"[^\w.-]+", "-", arguments.model.absolute().stem).strip(".-") or "model"


_ANSWERS = (
    *("labels", "class_order", "folders", "folders_are", "language", "activation", "rate", "window", "stride"),
    *("min_usable", "feature_set", "mirror", "size", "colour", "values", "fit", "crop", "draw", "policy"),
)


def _told(arguments: argparse.Namespace) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(arguments, name) for name in _ANSWERS}
    return {
        **told,
        "idle": tuple(arguments.idle),
        "parameters": _pairs(arguments.parameter, "--parameter"),
        "options": _pairs(arguments.option, "--option"),
    }


def _pairs(pairs: list[str], option: str) -> dict[str, Any]:
    """`threshold=0.9` to {"threshold": 0.9}; a value that is no number, true or false is text."""
    import json

    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"{option} {pair!r} is no NAME=VALUE")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def _command(arguments: argparse.Namespace) -> str:
    """The command line that makes the bundle again, without where it goes."""
    words = ["annotator", "models", "import", arguments.model.as_posix(), f"--recognizer={arguments.recognizer}"]
    for name in _ANSWERS:
        value, flag = getattr(arguments, name), f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            words.append(flag if value else f"--no-{name}")
        elif value is not None:
            words.append(f"{flag}={value}")
    for flag, values in (("idle", arguments.idle), ("parameter", arguments.parameter), ("option", arguments.option)):
        words += [f"--{flag}={value}" for value in values]
    if arguments.examples is not None:
        words.append(f"--examples={arguments.examples.as_posix()}")
    return shlex.join(words)


def _tell(imported: Imported, found: Inspected, *, as_json: bool) -> None:
    from rich.markup import escape

    from annotator.cli.console import output, print_json, shown

    bundle = imported.bundle
    if as_json:
        print_json({"name": bundle.name, "folder": str(bundle.folder), "difference": imported.difference})
        return
    for source in found.sources:
        output.print(f"[dim]read {escape(source)}[/]", soft_wrap=True)
    kind = "random" if imported.random else "given"
    if imported.difference is None:
        output.print("LiteRT weights, taken as they are")
    else:
        count = f"{imported.examples} {kind} windows"
        output.print(f"scores before and after conversion: largest difference {imported.difference:.2g} ({count})")
    words = ", ".join(imported.words[:12]) + (", ..." if len(imported.words) > 12 else "")
    output.print(f"{len(imported.words)} classes by index: {escape(words)}", soft_wrap=True)
    output.print(f"[dim]class indices: {escape(imported.order)}[/]", soft_wrap=True)
    output.print(f"written: {shown(bundle.folder)}", soft_wrap=True)
