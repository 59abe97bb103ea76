"""`annotator poomsae`: forms and rules of taekwondo poomsae, followed in recordings; scores combined."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli import poomsae_combine, poomsae_follow, poomsae_poses
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.scoring import Form, Remark


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "poomsae",
        help="taekwondo poomsae: forms, rules of scoring, movements found in recordings",
        description="Taekwondo poomsae: forms and rules of scoring as data, and where movements are in recordings.",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_forms(actions)
    rules = actions.add_parser("rules", help="what is deducted for what, and what one camera can judge")
    rules.add_argument(
        "rules", metavar="NAME", nargs="?", help="rules, or a .toml file (default: those used by default)"
    )
    rules.add_argument("--json", action="store_true", help="as JSON")
    rules.set_defaults(run=show_rules)
    poomsae_follow.add_to(actions)
    poomsae_combine.add_to(actions)
    poomsae_poses.add_to(actions)


def _add_forms(actions: Any) -> None:
    forms: argparse.ArgumentParser = actions.add_parser(
        "forms",
        help="list, show and check forms",
        description="Lists the forms; `show` tells every movement of one, `check` says what is wrong in a file.",
    )
    forms.add_argument("--json", action="store_true", help="as JSON")
    forms.set_defaults(run=list_forms)
    of_forms = forms.add_subparsers(metavar="ACTION")
    show = of_forms.add_parser("show", help="every movement of a form")
    show.add_argument("form", metavar="FORM", help='e.g. taegeuk-1, "태극 1장", T1, or a .toml file')
    as_what = show.add_mutually_exclusive_group()
    as_what.add_argument("--json", action="store_true", help="as JSON")
    as_what.add_argument("--toml", action="store_true", help="the file that comes with annotator, to copy and correct")
    show.set_defaults(run=show_form)
    check = of_forms.add_parser("check", help="say what is wrong in form files of your own")
    check.add_argument("files", metavar="FILE", nargs="+", type=Path, help="form files (.toml)")
    check.add_argument("--json", action="store_true", help="as JSON")
    check.set_defaults(run=check_forms)


def list_forms(arguments: argparse.Namespace) -> int:
    """Prints the forms that come with annotator."""
    from annotator.cli.console import print_json
    from annotator.cli.poomsae_tables import form_summary, print_forms
    from annotator.scoring import load_forms

    forms = load_forms()
    if arguments.json:
        print_json([form_summary(form) for form in forms])
    else:
        print_forms(forms)
    return 0


def show_form(arguments: argparse.Namespace) -> int:
    """Prints every movement of a form, or the file it was read from."""
    from annotator.cli.console import print_json
    from annotator.cli.poomsae_tables import form_as_json, print_form
    from annotator.scoring import form_text, load_form

    if arguments.toml:
        sys.stdout.write(form_text(arguments.form))
        return 0
    form = load_form(arguments.form)
    if arguments.json:
        print_json(form_as_json(form))
    else:
        print_form(form)
    return 0


def check_forms(arguments: argparse.Namespace) -> int:
    """Says of every file whether it is a form; exit code 1 when one is not."""
    from annotator.cli.console import print_json
    from annotator.cli.poomsae_tables import print_checked
    from annotator.errors import UsageError
    from annotator.scoring import form_remarks, read_form

    checked: dict[Path, tuple[Form, tuple[Remark, ...]] | AnnotatorError] = {}
    for path in arguments.files:
        if not path.is_file():
            raise UsageError("there is no such file", path=path)
        try:
            form = read_form(path)
            checked[path] = form, form_remarks(form)
        except AnnotatorError as error:
            checked[path] = error
    if arguments.json:
        print_json([_checked_as_json(path, found) for path, found in checked.items()])
    else:
        print_checked(checked)
    return 1 if any(isinstance(found, AnnotatorError) for found in checked.values()) else 0


def _checked_as_json(path: Path, found: tuple[Form, tuple[Remark, ...]] | AnnotatorError) -> dict[str, Any]:
    import msgspec

    if isinstance(found, AnnotatorError):
        where = {name: getattr(found, name, None) or None for name in ("movement", "field")}
        return {"path": str(path), "form": None, "error": found.reason, **where, "hint": found.hint, "remarks": []}
    form, remarks = found
    return {
        "path": str(path),
        "form": form.name,
        "movements": len(form.movements),
        "error": None,
        "remarks": [msgspec.to_builtins(remark) for remark in remarks],
    }


def show_rules(arguments: argparse.Namespace) -> int:
    """Prints rules of scoring."""
    import msgspec

    from annotator.cli.console import print_json
    from annotator.cli.poomsae_tables import print_rules
    from annotator.scoring import DEFAULT_RULES, load_rules

    rules = load_rules(arguments.rules or DEFAULT_RULES)
    if arguments.json:
        print_json(msgspec.to_builtins(rules))
    else:
        print_rules(rules)
    return 0
