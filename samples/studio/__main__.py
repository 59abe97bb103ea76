"""The command line of the studio: `python -m samples.studio render|set|variants|tokens|sheet`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from samples.studio.film import Film, Picture

# One core a process: several render side by side, and threads that wait for one another cost more than they bring.
for variable in ("LP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; the exit code is 0 when all was done."""
    parser = argparse.ArgumentParser(prog="python -m samples.studio", description=__doc__)
    commands = parser.add_subparsers(required=True)
    _add_render(commands.add_parser("render", help="one film of a script, with its truth"))
    _add_set(commands.add_parser("set", help="a whole set of films: training, test"))
    _add_variants(commands.add_parser("variants", help="the robustness films at other rates, sizes, codecs, mirrored"))
    _add_tokens(commands.add_parser("tokens", help="the token dictionary of a tier, to train with"))
    _add_sheet(commands.add_parser("sheet", help="a picture of all signs"))
    options = parser.parse_args(arguments)
    result: int = options.run(options)
    return result


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", type=Path, help="a .toml file: see docs/studio.md")
    parser.add_argument(
        "--seed", type=int, default=None, help="decides room, camera, timing (default: the script's, or 0)"
    )
    parser.add_argument("-o", "--output", type=Path, help="the .mp4 (default: the script's name)")
    parser.add_argument("--landmarks", action="store_true", help="write the exact landmarks too (NAME.exact.pose)")
    parser.add_argument("--expected", action="store_true", help="write the subtitles without any mistake too (.srt)")
    parser.add_argument("--stills", type=Path, metavar="DIR", help="no video: every tenth picture as PNG into DIR")
    parser.set_defaults(run=_render)


def _render(options: argparse.Namespace) -> int:
    from annotator.files import write_atomic
    from samples.studio.expected import expected_srt
    from samples.studio.film import shoot

    content = tomllib.loads(options.script.read_text(encoding="utf-8"))
    film = _film(content, options.seed if options.seed is not None else content.get("seed", 0))
    if options.stills:
        return _stills(film.pictures(), options.stills)
    target = options.output or Path(options.script).with_suffix(".mp4")
    shoot(film, target, landmarks=options.landmarks)
    if options.expected:
        text = expected_srt(target.with_suffix(".truth.json"))
        write_atomic(target.with_suffix(".expected.ko.srt"), text.encode())
    print(f"{target}: {film.frames} pictures, {film.performance.duration_s:.1f} s")
    return 0


def _film(content: dict[str, Any], seed: int) -> Film:
    from samples.studio.film import Film, Plan
    from samples.studio.taekwondo.faults import fault_of
    from samples.studio.taekwondo.film import DrillFilm
    from samples.studio.taekwondo.form_film import FormFilm
    from samples.studio.taekwondo.forms import form

    keys = ("width", "height", "hand", "codec", "crf", "preset")
    known: dict[str, Any] = {key: content[key] for key in keys if key in content}
    if "rate" in content:
        known["rate"] = Fraction(content["rate"])
    script = (content["form"],) if "form" in content else tuple(content["perform"])
    plan = Plan(script, content.get("signer", seed), **known)
    if "form" in content:
        faults = [fault_of(form(content["form"]), entry) for entry in content.get("faults", [])]
        return FormFilm(plan, seed, faults, content.get("view", ""))
    return (DrillFilm if content.get("drill") else Film)(plan, seed)


def _stills(pictures: Iterable[Picture], folder: Path) -> int:
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pictures):
        if number % 10 == 0:
            Image.fromarray(picture).save(folder / f"{number:05d}.png")
    return 0


def _add_set(parser: argparse.ArgumentParser) -> None:
    from samples.studio.sets import SETS

    parser.add_argument("name", choices=list(SETS))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--count", type=int, required=True, help="people (train, clips, pictures, poses, poomsae) or films"
    )
    parser.add_argument("--kinds", help="only films of these: words,letters,sentences,idle,poses,t1... (default: all)")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (default: 2)")
    parser.add_argument("--landmarks", action="store_true", help="extract MediaPipe's landmarks to NAME.pose")
    parser.add_argument("--no-video", action="store_true", help="remove each video once its landmarks are there")
    parser.set_defaults(run=_set)


def _set(options: argparse.Namespace) -> int:
    from rich.progress import Progress

    from samples.studio.sets import SETS
    from samples.studio.shooting import shoot_all

    takes = [
        take for take in SETS[options.name](options.count) if not options.kinds or take.kind in options.kinds.split(",")
    ]
    if not takes:
        print(f"the set {options.name} has no films of {options.kinds}", file=sys.stderr)
        return 2
    frames, render_s, extract_s = 0, 0.0, 0.0
    with Progress() as progress:
        bar = progress.add_task(f"{options.name}", total=len(takes))
        landmarks = options.landmarks or options.no_video
        for shot in shoot_all(takes, options.output, jobs=options.jobs, landmarks=landmarks, keep=not options.no_video):
            frames, render_s, extract_s = frames + shot.frames, render_s + shot.render_s, extract_s + shot.extract_s
            progress.advance(bar)
    if frames:
        print(f"{frames} pictures: {frames / render_s:.1f} a second and process rendered", end="")
        print(f", {frames / extract_s:.1f} extracted" if extract_s else "")
    return 0


def _add_variants(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where the set robustness is")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    parser.set_defaults(run=_variants)


def _variants(options: argparse.Namespace) -> int:
    from samples.studio.variants import make_variants

    for folder in make_variants(options.folder, options.output):
        print(folder)
    return 0


def _add_tokens(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tier", choices=["words", "letters", "sentences", "poses"])
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.json")
    parser.set_defaults(run=_tokens)


def _tokens(options: argparse.Namespace) -> int:
    from annotator.files import write_atomic
    from samples.studio import signs
    from samples.studio.taekwondo.poses import shown_poses

    tiers: dict[str, Callable[[], Mapping[str, Any]]] = {
        "words": signs.words,
        "letters": signs.letters,
        "sentences": signs.sentences,
        "poses": shown_poses,
    }
    found = tiers[options.tier]()
    content = {
        "id": options.tier if options.tier == "poses" else f"ksl-{options.tier}",
        "version": "1",
        "spelling": options.tier == "letters",
        "tokens": {str(number): dict(sign.texts) for number, sign in enumerate(found.values())},
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(options.output, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    return 0


def _add_sheet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", type=Path, required=True, help="a .png or .jpg")
    parser.add_argument("--signer", type=int, default=803)
    parser.set_defaults(run=_sheet)


def _sheet(options: argparse.Namespace) -> int:
    from samples.studio.sheet import draw_sheet

    draw_sheet(options.output, options.signer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
