"""What a trainer is: the contract trainer plugins implement, its options, its progress and its report."""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeAlias

import msgspec
from msgspec import Meta

from annotator.errors import UsageError
from annotator.models import Bundle


@dataclass(frozen=True)
class Progress:
    """One step of a training run: `done` of `total` in `stage`, and figures.

    Stages: "read"; "resume", epochs of the interrupted run that are kept; "train", an epoch has ended; "epoch", batches
    of the epoch under way (`total` 0: not known yet); "convert", "measure", "write".
    """

    stage: str
    done: int = 0
    total: int = 0
    values: Mapping[str, float] = field(default_factory=dict)


ProgressCallback: TypeAlias = Callable[[Progress], None]


class TrainerOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every trainer can be told; trainers add their own by subclassing. Descriptions are the help of the CLI."""

    seed: Annotated[int, Meta(ge=0, le=2**32 - 1, description="the same seed gives the same weights")] = 0
    tokens: Annotated[str, Meta(description="token dictionary with a word for every class")] = ""
    name: Annotated[str, Meta(description="name of the bundle (default: the output folder's)")] = ""
    version: Annotated[str, Meta(description="version of the bundle")] = "1.0.0"
    summary: Annotated[str, Meta(description="one sentence for the model list")] = ""
    licence: Annotated[str, Meta(description="licence of the weights")] = ""
    trained_on: Annotated[str, Meta(description="where the data come from, with attribution")] = ""
    caution: Annotated[str, Meta(description="a warning that stands before everything else in its card")] = ""
    limits: Annotated[str, Meta(description="what the model cannot do; the first lines of its card")] = ""
    default: Annotated[bool, Meta(description="the bundle is used where no model is asked for")] = False
    replace: Annotated[bool, Meta(description="replace a bundle that is there already")] = False


@dataclass(frozen=True)
class TrainingReport:
    """What came of a training run.

    `metrics` are shares 0..1 measured on the held-back part, `confusion[truth][found]` counts windows there by class
    index, `windows` counts them by part, `conversion_difference` is the largest difference between the scores of the
    trained network and those of the LiteRT weights, `form` how their numbers are kept (see `Converted`). `notes` are
    sentences on what else there is to know, `folder` is where the run keeps its history and curves.
    """

    bundle: Bundle
    metrics: Mapping[str, float]
    confusion: tuple[tuple[int, ...], ...]
    windows: Mapping[str, int]
    epochs: int
    best_epoch: int
    conversion_difference: float
    notes: tuple[str, ...] = ()
    form: str = "float32"
    folder: Path | None = None


class Trainer(ABC):
    """Makes a model bundle out of a data set; cheap to import and to build, TensorFlow is loaded in `train`.

    Subclasses set `name` (as in `annotator train NAME`) and `options`, the struct of what they can be told.
    """

    name: ClassVar[str]
    options: ClassVar[type[TrainerOptions]] = TrainerOptions

    @abstractmethod
    def train(self, dataset: Path, output: Path, options: Any, progress: ProgressCallback) -> TrainingReport:
        """Trains on `dataset`, writes a bundle into the folder `output`, and reports.

        `options` is an instance of the class's `options`. Raises DatasetError, MissingError (no TensorFlow),
        BundleError and OutputError.
        """


@dataclass(frozen=True)
class OptionInfo:
    """An option as the command line shows it; `kind` is int, float, bool or str."""

    name: str
    kind: type
    default: Any
    help: str


def option_infos(trainer: type[Trainer]) -> list[OptionInfo]:
    """The options of a trainer, its own first."""
    fields = msgspec.structs.fields(trainer.options)
    shared = {item.name for item in msgspec.structs.fields(TrainerOptions)}
    infos = [OptionInfo(item.name, type(item.default), item.default, _description(item.type)) for item in fields]
    return sorted(infos, key=lambda info: info.name in shared)


def _description(kind: Any) -> str:
    metas = [meta for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, Meta)]
    return next((meta.description for meta in metas if meta.description), "")


def command_line(trainer: type[Trainer], dataset: Path, output: Path, options: TrainerOptions) -> str:
    """The command that makes the bundle again: what a bundle records.

    Options at their default are left out, and so is `resume`: an interrupted run ends as one that was not.
    """
    words = ["annotator", "train", trainer.name, dataset.as_posix(), "-o", output.as_posix()]
    for info in option_infos(trainer):
        value = getattr(options, info.name)
        if value != info.default and info.name != "resume":
            flag = f"--{info.name.replace('_', '-')}"
            words += [flag] if value is True else [flag, str(value)]
    return shlex.join(words)


def run_trainer(
    trainer: type[Trainer],
    dataset: Path | str,
    output: Path | str,
    options: Mapping[str, Any] | None = None,
    progress: ProgressCallback = lambda _: None,
) -> TrainingReport:
    """Trains with `options` by name (values may be text, as from a command line); what `annotator train` calls.

    Raises UsageError for an option that does not exist or a value that does not fit, and what `Trainer.train` raises.
    """
    try:
        chosen = msgspec.convert(dict(options or {}), trainer.options, strict=False)
    except msgspec.ValidationError as error:
        known = ", ".join(info.name for info in option_infos(trainer))
        raise UsageError(f"{trainer.name}: {error}", hint=f"options: {known}") from error
    return trainer().train(Path(dataset), Path(output), chosen, progress)
