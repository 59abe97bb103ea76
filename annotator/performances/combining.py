"""Several files about performances: cameras' annotations and judges' sheets, combined by the rules' panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.errors import UsageError
from annotator.performances.sheets import PanelResult, Sheet, panel_result, read_sheets
from annotator.scoring import Combined, Rules, Score, combine_cameras, form_order, ranks, read_score
from annotator.writers import read_annotation

COMBINATION_SCHEMA: Final = "annotator-combination/1"


@dataclass(frozen=True)
class Combination:
    """One performance: what cameras measured, what judges gave (None where there were none).

    `rank` is among those of the same form that judges gave marks, or else among those that were measured. `name` is
    what the performance is called in forms.csv ("": it is not). `recorded` are the files that cameras' scores are of,
    by the names of the cameras: recordings of a day, or the annotations that were given.
    """

    performer: str
    form: str
    name: str = ""
    cameras: Combined | None = None
    panel: PanelResult | None = None
    rank: int | None = None
    recorded: Mapping[str, Path] = field(default_factory=dict)


@dataclass
class _Group:
    cameras: list[tuple[str, Score]] = field(default_factory=list)
    recorded: dict[str, Path] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)


def combine_files(paths: Sequence[Path], rules: Rules) -> list[Combination]:
    """Combines annotations (.json) and judges' sheets (.csv) of one performance, or of several told apart by performer
    and form.

    A file that does not say whose it is belongs to the only performance there is. Raises UsageError, naming the file,
    where that is not clear, or a file holds no score.
    """
    scores = [(path, _score(path)) for path in paths if path.suffix.lower() == ".json"]
    tables = [(path, read_sheets(path, rules)) for path in paths if path.suffix.lower() != ".json"]
    groups: dict[tuple[str, str], _Group] = {}
    names = _camera_names([path for path, _ in scores])
    keys = _keys([(path, score.performer, score.form.name) for path, score in scores], ())
    for key, (path, score) in zip(keys, scores, strict=True):
        group = groups.setdefault(key, _Group())
        group.cameras.append((names[path], score))
        group.recorded[names[path]] = path
    rows = [(path, sheet) for path, sheets in tables for sheet in sheets]
    keys = _keys([(path, sheet.performer, sheet.form) for path, sheet in rows], tuple(groups))
    for key, (path, sheet) in zip(keys, rows, strict=True):
        group = groups.setdefault(key, _Group())
        if sheet.judge in [other.judge for other in group.sheets]:
            raise UsageError(f"judge {sheet.judge} is there twice for the same performance", path=path)
        group.sheets.append(sheet)
    return _ranked([_combination(*key, group, rules) for key, group in groups.items()])


def combine_scores(groups: Mapping[str, Sequence[tuple[Path, Score]]], rules: Rules) -> list[Combination | UsageError]:
    """The cameras of performances, by what these are called; why one could not be combined in its place."""
    combined: list[Combination] = []
    failed: list[UsageError] = []
    for name, scores in groups.items():
        names = _camera_names([path for path, _ in scores])
        try:
            cameras = combine_cameras([(names[path], score) for path, score in scores], rules)
        except UsageError as error:
            failed.append(UsageError(f"the cameras of {name} cannot be combined: {error.reason}", hint=error.hint))
            continue
        recorded = {names[path]: path for path, _ in scores}
        combined.append(Combination(cameras.performer, cameras.form.name, name, cameras, recorded=recorded))
    return [*_ranked(combined), *failed]


def as_json(combinations: Sequence[Combination], rules: Rules) -> dict[str, Any]:
    """Combinations as plain data."""
    return {
        "schema": COMBINATION_SCHEMA,
        "rules": {"name": rules.name, "version": rules.version},
        "performances": [told_of(each) for each in combinations],
    }


def told_of(combination: Combination) -> dict[str, Any]:
    """One of them as plain data."""
    return {
        "rank": combination.rank,
        "name": combination.name,
        "performer": combination.performer,
        "form": combination.form,
        "cameras": msgspec.to_builtins(combination.cameras),
        "judges": msgspec.to_builtins(combination.panel),
    }


def _score(path: Path) -> Score:
    annotation = read_annotation(path)
    if annotation.score is None:
        raise UsageError("holds no score", path=path, hint="annotator score makes annotations that do")
    try:
        return read_score(annotation.score)
    except msgspec.ValidationError as error:
        raise UsageError(f"its score cannot be read: {error}", path=path, hint="score the recording again") from error


def _camera_names(paths: Sequence[Path]) -> dict[Path, str]:
    """What cameras are called: their files' names, with folders where several are called the same."""
    stems = [path.stem for path in paths]
    return {path: path.stem if stems.count(path.stem) == 1 else str(path.with_suffix("")) for path in paths}


def _keys(told: Sequence[tuple[Path, str, str]], known: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The performance (performer, form) that each belongs to; what is not said is that of the only one that fits."""
    full = dict.fromkeys([*known, *((performer, form) for _, performer, form in told if performer and form)])
    keys = []
    for path, performer, form in told:
        fitting = [key for key in full if performer in ("", key[0]) and form in ("", key[1])]
        if len(fitting) > 1:
            some = ", ".join(" ".join(filter(None, key)) for key in fitting[:3])
            raise UsageError(f"it may be of any of {some}", path=path, hint="say performer and form")
        key = fitting[0] if fitting else (performer, form)
        full.setdefault(key)
        keys.append(key)
    return keys


def _combination(performer: str, form: str, group: _Group, rules: Rules) -> Combination:
    cameras = combine_cameras(group.cameras, rules) if group.cameras else None
    panel = panel_result(group.sheets, rules) if group.sheets else None
    return Combination(performer, form, cameras=cameras, panel=panel, recorded=group.recorded)


def _ranked(combinations: Sequence[Combination]) -> list[Combination]:
    """With ranks among those of the same form, form by form."""
    forms = sorted({each.form for each in combinations}, key=form_order)
    return [each for form in forms for each in _ranked_alike([each for each in combinations if each.form == form])]


def _ranked_alike(combinations: Sequence[Combination]) -> list[Combination]:
    """Ranked by total and then by the sum of all marks; by what was measured where there are no judges at all."""
    judged = [each for each in combinations if each.panel is not None]
    marked = judged or [each for each in combinations if each.cameras is not None and each.cameras.accuracy is not None]
    places = ranks([_marks(each) for each in marked])
    rank_of = {id(each): place for each, place in zip(marked, places, strict=True)}
    ranked = [replace(each, rank=rank_of.get(id(each))) for each in combinations]
    return sorted(ranked, key=lambda each: (each.rank is None, each.rank or 0))


def _marks(each: Combination) -> tuple[float, float]:
    if each.panel is not None:
        return each.panel.total, each.panel.sum_of_all
    assert each.cameras is not None and each.cameras.accuracy is not None  # noqa: S101, PT018 (chosen by it)
    return each.cameras.accuracy.mark, each.cameras.accuracy.sum_of_all
