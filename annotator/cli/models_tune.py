"""`annotator models tune`: the thresholds and times with which a model's segments come out best."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_cache_options, add_plugin_options, language_list, measuring_settings

if TYPE_CHECKING:
    from annotator.measuring import Tuning


def add_to(actions: Any) -> None:
    """Adds the command to `annotator models`."""
    parser = actions.add_parser(
        "tune",
        help="choose a model's decoding parameters on recordings with truth",
        description="Recognises recordings with NAME.truth.json once, then decodes them again and again: the parameters"
        " of the policy with the best F1 and word error rate are written into the model. Use recordings of people the "
        "model neither learnt from nor is measured on.",
    )
    parser.add_argument("model", metavar="NAME", help="model name or folder")
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="recordings with NAME.truth.json")
    parser.add_argument("--tier", default="", metavar="TIER", help="which signs are meant, where there are several")
    parser.add_argument("--groups", default="", metavar="NAMES", help="only these signers or files, with commas")
    parser.add_argument("--tokens", type=Path, metavar="FILE", help="token dictionary of the data's labels")
    parser.add_argument("--lang", type=language_list, default=("ko",), metavar="TAG", help="language of the words")
    parser.add_argument("--dry-run", action="store_true", help="say what would be chosen, change nothing")
    add_plugin_options(parser)
    add_cache_options(parser)
    parser.set_defaults(run=tune_model)


def tune_model(arguments: argparse.Namespace) -> int:
    """Tunes, shows before and after, and writes the model; 1 where a recording could not be read."""
    from annotator.cli.console import counting, output, shown, warn
    from annotator.datasets import Wanted, open_dataset
    from annotator.measuring import only_groups, plan_measurement, spoken_tier, tune_decoding, write_tuned

    settings = measuring_settings(arguments, [arguments.model])
    dataset = arguments.dataset.expanduser()
    tier = arguments.tier or spoken_tier(dataset, [arguments.model])
    data = open_dataset(dataset, "", Wanted(arguments.tokens, tier, ""))
    groups = [name.strip() for name in arguments.groups.split(",") if name.strip()]
    plan = plan_measurement(only_groups(data, groups) if groups else data, settings, part="all", tier=tier)
    with counting({"recognise": None, "tune": None}) as tell:
        tuning = tune_decoding(plan, settings, tell)
    for reason in tuning.lost:
        warn(reason)
    bundle = plan.models[0].bundle
    _show(tuning, bundle.manifest.decoding.parameters)
    if not tuning.changed:
        output.print("nothing does better than what is there")
    elif arguments.dry_run:
        output.print("nothing was written (--dry-run)")
    else:
        who = f" ({', '.join(groups)})" if groups else ""
        write_tuned(bundle, tuning, f"{data.root.name}{who}")
        output.print(f"written: {shown(bundle.folder / 'model.toml')}", soft_wrap=True)
    return 1 if tuning.lost else 0


def _show(tuning: Tuning, before: dict[str, Any]) -> None:
    from rich.table import Table

    from annotator.cli.console import output

    table = Table("", "before", "after", title=f"on {tuning.recordings} recordings", title_justify="left")
    for old, new in zip(tuning.before.detection, tuning.after.detection, strict=True):
        table.add_row(f"F1 at IoU {old.iou:.2f}", f"{old.f1 or 0:.3f}", f"{new.f1 or 0:.3f}")
    rates = [100 * (each.words.rate or 0.0) for each in (tuning.before, tuning.after)]
    table.add_row("WER, %", *(f"{rate:.1f}" for rate in rates))
    for name, value in tuning.parameters.items():
        table.add_row(name, str(before.get(name, "default")), str(value))
    output.print(table)
