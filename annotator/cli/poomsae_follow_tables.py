"""What `annotator poomsae follow` and `poses` print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from annotator.cli.console import output, shown
from annotator.errors import one_line
from annotator.scoring import FollowedMovement, Following, PoseEvidence, Poses, Stretch, pose_name


def print_following(following: Following, outputs: Sequence[Path], language: str) -> None:
    """Every movement, a row each; below it what is omitted, extra, and the pauses, and that this is no score."""
    title = following.form.title.get(language, following.form.name)
    heading = escape(one_line(f"{title}: {following.video}"))
    table = Table("", "movement", "start", "end", "agrees", title=heading)
    table.columns[1].overflow = "fold"
    for column in (table.columns[0], *table.columns[2:]):
        column.justify, column.no_wrap = "right", True
    for movement in following.movements:
        table.add_row(str(movement.number), *_row(movement, language))
    output.print(table)
    total = f"{following.total_s:.1f} s" if following.total_s is not None else "none found"
    told = [
        f"{len(following.found)} of {len(following.movements)} movements found, {total}",
        *([f"omitted: {', '.join(str(each.number) for each in following.omitted)}"] if following.omitted else []),
        *([f"extra: {_times(following.extra)}"] if following.extra else []),
        *([f"stood still {following.pause_s:g} s or longer: {_times(following.pauses)}"] if following.pauses else []),
    ]
    for line in told:
        output.print(escape(line))
    output.print("[dim]agrees: how much of what can be seen is as the form has it; no mark[/]")
    output.print(f"[dim]{escape(following.note)}[/]")
    for path in outputs:
        output.print(f"written: {shown(path)}", soft_wrap=True)


def _row(movement: FollowedMovement, language: str) -> tuple[str, str, str, str]:
    name = escape(movement.name[language])
    if movement.start_s is None or movement.end_s is None:
        return name, "[red]omitted[/]", "", ""
    if movement.differs:
        name = f"{name} [yellow](not as expected: {', '.join(movement.differs)})[/]"
    return name, f"{movement.start_s:.2f}", f"{movement.end_s:.2f}", f"{movement.confidence:.0%}"


def _times(stretches: Sequence[Stretch]) -> str:
    return ", ".join(f"{each.start_s:.1f}-{each.end_s:.1f} s" for each in stretches)


def print_poses(poses: Poses, outputs: Sequence[Path], language: str) -> None:
    """Every pose, a row each, with what either kind of evidence says of it."""
    table = Table("pose", "start", "end", "joints", "pictures", title=escape(one_line(poses.video)))
    table.columns[0].overflow = "fold"
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for pose in poses.poses:
        name = escape(pose.called(language))
        if pose.disagree:
            name += " [yellow](they disagree)[/]"
        times = f"{pose.start_s:.2f}", f"{pose.end_s:.2f}"
        table.add_row(name, *times, _says(pose.joints, language), _says(pose.pictures, language))
    output.print(table)
    output.print(f"{len(poses.poses)} poses found by {escape(' and '.join(poses.by))}")
    output.print(f"[dim]{escape(poses.note)}[/]")
    for path in outputs:
        output.print(f"written: {shown(path)}", soft_wrap=True)


def _says(evidence: PoseEvidence | None, language: str) -> str:
    if evidence is None:
        return "-"
    return f"{escape(pose_name(evidence.name, language))} {evidence.confidence:.0%}"
