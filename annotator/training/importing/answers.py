"""What the user says of a model: by options, or in a JSON file beside it; None is "not said"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import msgspec

from annotator.errors import UsageError
from annotator.records import Fit

ClassOrder = Literal["ids", "rising", "sorted-ids", "sorted-words"]


class Answers(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything an import may be told; names are those of the options, with `_` for `-`.

    `labels` is the path of a token dictionary, a `labels.txt`, or a folder of class folders (in a JSON file the
    dictionary itself, too). `size` is "WIDTHxHEIGHT", `values` "LOWEST,HIGHEST" (or two numbers), `rate` steps a second
    ("30", "30000/1001").
    """

    labels: str | list[str] | dict[str, Any] | None = None
    class_order: ClassOrder | None = None
    folders: str | list[str] | None = None
    folders_are: Literal["ids", "words"] | None = None
    language: str | None = None
    idle: tuple[str | int, ...] = ()
    activation: Literal["softmax", "logits"] | None = None
    rate: str | int | float | None = None
    window: int | None = None
    stride: int | None = None
    min_usable: float | None = None
    feature_set: str | None = None
    mirror: bool | None = None
    size: str | None = None
    colour: Literal["rgb", "bgr", "grey"] | None = None
    values: str | tuple[float, float] | None = None
    fit: Fit | None = None
    crop: Literal["none", "person", "hand"] | None = None
    draw: Literal["picture", "overlay", "skeleton"] | None = None
    policy: Literal["vote", "hysteresis", "clip"] | None = None
    parameters: dict[str, Any] = {}
    options: dict[str, Any] = {}

    @property
    def of_pictures(self) -> bool:
        """Whether something was said that only pictures have."""
        return any(value is not None for value in (self.size, self.colour, self.values, self.fit))


def read_answers(told: dict[str, Any], file: Path | None = None, known: dict[str, Any] | None = None) -> Answers:
    """Joins what the form of the file says (`known`), the JSON `file` beside it, and what was `told`; the last wins.

    Entries of the file that are no answers are passed over: it may have been written for something else. Paths in it
    are meant from where it lies. Raises UsageError naming the entry that does not fit.
    """
    beside = _read(file) if file is not None else {}
    merged = {**(known or {}), **beside, **{name: value for name, value in told.items() if value not in (None, (), {})}}
    try:
        return msgspec.convert(merged, Answers, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"{_plain(str(error))}", path=file if beside else None) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"the JSON beside the model cannot be read: {error}", path=file) from error
    if not isinstance(content, dict):
        return {}
    answers = {key: value for key, value in content.items() if key in Answers.__struct_fields__ and value is not None}
    for name in ("labels", "folders"):
        if isinstance(answers.get(name), str):
            answers[name] = str(file.parent / answers[name])
    return answers


def _plain(message: str) -> str:
    """msgspec's complaint with the name of the answer first."""
    what, _, where = message.partition(" - at ")
    name = where.strip("`").removeprefix("$").lstrip(".")
    return f"{name}: {what[:1].lower()}{what[1:]}" if name else message
