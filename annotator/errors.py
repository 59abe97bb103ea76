"""One tree of errors; each carries what a person at 2 a.m. needs: which file, which stage, why, what to do next.

    AnnotatorError                 exit code 1: this video (or bundle, or file) failed
    ├── UsageError                 exit code 2: wrong usage, or nothing to do
    │   └── CollisionError         two inputs would write the same output
    ├── MissingError               exit code 3: a needed program, model or package is not here
    │   ├── ModelNotFoundError
    │   └── DownloadError          it could not be fetched; names the address
    ├── MediaError                 the video cannot be read
    │   ├── NoVideoStreamError
    │   └── DecodeError            ffmpeg failed after `decoded_s` seconds
    ├── LandmarkError              landmark extraction or a .pose file failed
    ├── BundleError                a model bundle is broken; names the field
    │   └── ArchiveError           a zip archive is broken, or made to do harm
    ├── TokenError                 a token dictionary is broken; names the entry
    ├── RecognizerError            a recognizer failed on a video
    ├── PluginError                a plugin cannot be loaded or used; names the plugin
    ├── DatasetError               training data cannot be used; names the file
    │   └── NoLabelsError          a file is of a known form, but what it tells are no labels
    ├── ScoringError               a form or rules of scoring are broken; names the movement and the field
    └── OutputError                a result cannot be written (no permission, disk full)

Errors of other libraries are translated where they enter, with `from`.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


class AnnotatorError(Exception):
    """A failure with its subject.

    `reason` says what is wrong, `path` which file (or folder), `stage` where in the flow ("probe", "decode",
    "landmarks", "recognise", "write", ...), `hint` what to do next. `str()` joins those that are known on one line.
    """

    exit_code: ClassVar[int] = 1
    stage: str = ""

    def __init__(
        self, reason: str, *, path: Path | str | None = None, stage: str | None = None, hint: str | None = None
    ) -> None:
        self.reason = reason
        self.path = Path(path) if path is not None else None
        self.stage = stage if stage is not None else type(self).stage
        self.hint = hint
        super().__init__(reason)

    def __str__(self) -> str:
        subject = f"{one_line(str(self.path))}: " if self.path is not None else ""
        stage = f"{self.stage}: " if self.stage else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{subject}{stage}{self.reason}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders; keyword-only arguments need a hand.
        return (_rebuild, (type(self), self.__dict__.copy()))


def _rebuild(kind: type[AnnotatorError], state: dict[str, object]) -> AnnotatorError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["reason"])
    error.__dict__.update(state)
    return error


def one_line(text: str) -> str:
    """`text` with line breaks and other control characters written as escapes (file names may hold any of them)."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)


class UsageError(AnnotatorError):
    """The command or call cannot be carried out as given; nothing was done."""

    exit_code = 2


class CollisionError(UsageError):
    """Two inputs would write the same output file; nothing was done."""


class MissingError(AnnotatorError):
    """A program, model or package that is needed is not on this machine."""

    exit_code = 3


class ModelNotFoundError(MissingError):
    """No model bundle of this name was found in any place models are looked for."""

    stage = "model"


class DownloadError(MissingError):
    """A file could not be fetched, or is not the one that was promised; `url` is its address."""

    stage = "download"

    def __init__(
        self,
        reason: str,
        *,
        url: str = "",
        path: Path | str | None = None,
        stage: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(reason, path=path, stage=stage, hint=hint)
        self.url = url


class MediaError(AnnotatorError):
    """The file cannot be read as a video."""

    stage = "probe"


class NoVideoStreamError(MediaError):
    """The file is media, but holds no video stream."""


class DecodeError(MediaError):
    """Decoding failed; `decoded_s` seconds had been delivered before."""

    stage = "decode"

    def __init__(
        self,
        reason: str,
        *,
        decoded_s: float = 0.0,
        path: Path | str | None = None,
        stage: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(reason, path=path, stage=stage, hint=hint)
        self.decoded_s = decoded_s


class LandmarkError(AnnotatorError):
    """Landmarks cannot be extracted, read or stored."""

    stage = "landmarks"


class BundleError(AnnotatorError):
    """A model bundle is broken: `field` names the entry of model.toml (or the file) that is wrong."""

    stage = "model"

    def __init__(
        self,
        reason: str,
        *,
        field: str = "",
        path: Path | str | None = None,
        stage: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(f"{field}: {reason}" if field else reason, path=path, stage=stage, hint=hint)
        self.field = field


class ArchiveError(BundleError):
    """A zip archive is broken, or its names or sizes are such that unpacking it would do harm; nothing was unpacked."""

    stage = "unpack"


class TokenError(AnnotatorError):
    """A token dictionary is broken or does not fit the model."""

    stage = "tokens"


class RecognizerError(AnnotatorError):
    """A recognizer failed while working on a video."""

    stage = "recognise"


class PluginError(AnnotatorError):
    """A plugin cannot be loaded or used; `plugin` is its name."""

    stage = "plugin"

    def __init__(
        self,
        reason: str,
        *,
        plugin: str = "",
        path: Path | str | None = None,
        stage: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(f"{plugin}: {reason}" if plugin else reason, path=path, stage=stage, hint=hint)
        self.plugin = plugin


class DatasetError(AnnotatorError):
    """Training data cannot be used."""

    stage = "dataset"


class NoLabelsError(DatasetError):
    """The file is of a form labels come in, but it is about something else."""


class ScoringError(AnnotatorError):
    """A form of poomsae, or rules of scoring, are broken.

    `movement` is the number of the movement that is wrong (None: it is not about one), `field` the entry.
    """

    stage = "scoring"

    def __init__(
        self,
        reason: str,
        *,
        field: str = "",
        movement: int | None = None,
        path: Path | str | None = None,
        stage: str | None = None,
        hint: str | None = None,
    ) -> None:
        where = [f"movement {movement}"] if movement is not None else []
        told = ": ".join([*where, *([field] if field else []), reason])
        super().__init__(told, path=path, stage=stage, hint=hint)
        self.movement, self.field = movement, field


class OutputError(AnnotatorError):
    """A result cannot be written; nothing half-written was left behind."""

    stage = "write"
