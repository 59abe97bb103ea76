"""The manifest of a model bundle, `model.toml`: what it is, what it wants to be fed, what it gives, how to decode that.

    schema = 1                       how this file is written; only 1 exists
    name = "gestures"                as users call it; version, recognizer, summary, licence, trained_on follow, and
                                     caution: a warning that stands before everything else;
                                     default: taken, with all others that say so, where no model is asked for
    [created_with]  command, seed    how to make it again
    [accuracy]      dataset, note, and [accuracy.metrics] name = value
    [input]         kind = "landmarks" | "frames", rate, window, stride, and what belongs to the kind
    [output]        classes, class_ids, activation
    [decoding]      policy, idle, and [decoding.parameters]
    [files]         "weights.tflite" = sha256 in hex, one line for each file beside model.toml
    [options]       whatever the recognizer wants

Unknown entries are refused, and every refusal names the field (`input.window`).
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn, TypeAlias

import msgspec
from msgspec import Meta

from annotator.errors import BundleError
from annotator.records import Fit

MANIFEST_NAME: Final = "model.toml"
MANIFEST_SCHEMA: Final = 1

_Count: TypeAlias = Annotated[int, Meta(ge=1)]
_ClassId: TypeAlias = Annotated[int, Meta(ge=0)]
_Text: TypeAlias = Annotated[str, Meta(min_length=1)]
_Share: TypeAlias = Annotated[float, Meta(ge=0, le=1)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all sections share: read-only, by keyword, no unknown entries."""


class CreatedWith(_Section, frozen=True, kw_only=True):
    """How the bundle was made: the command line, and the seed it was given."""

    command: str = ""
    seed: int | None = None


class Accuracy(_Section, frozen=True, kw_only=True):
    """What was measured: on which data, with which result (a share 0..1 or a count), and how to read it."""

    dataset: str = ""
    metrics: dict[str, float] = {}
    note: str = ""


class _Input(_Section, frozen=True, kw_only=True):
    """What both kinds of input share.

    `rate` is steps a second, exact: "30" or "30000/1001". `window` and `stride` are steps at that rate. A window is
    scored when at least `min_usable` (0..1) of its steps are usable.
    """

    rate: str
    window: _Count = 1
    stride: _Count = 1
    min_usable: _Share = 1.0

    @property
    def fraction(self) -> Fraction:
        """`rate` as a number of steps a second."""
        return Fraction(self.rate)


class LandmarksInput(_Input, frozen=True, kw_only=True, tag_field="kind", tag="landmarks"):
    """Landmarks turned into the feature set `feature_set`, `feature_width` numbers a step; `mirror` as in a mirror."""

    feature_set: _Text
    feature_width: _Count
    mirror: bool = False


class FramesInput(_Input, frozen=True, kw_only=True, tag_field="kind", tag="frames"):
    """Pictures of `width` x `height` pixels, brought to that size by `fit`.

    `crop` says what is cut out of the frame first ("hand", "person"; found by their landmarks), `draw` whether the
    skeleton is drawn over it or stands alone on black, `trail` whether that of the picture before lies beneath it.
    Brightness 0 to 255 becomes `values`, lowest to highest.
    """

    width: _Count
    height: _Count
    fit: Fit = "stretch"
    colour: Literal["rgb", "grey"] = "rgb"
    values: tuple[float, float] = (0.0, 1.0)
    crop: Literal["none", "person", "hand"] = "none"
    draw: Literal["picture", "overlay", "skeleton"] = "picture"
    trail: bool = False

    @property
    def channels(self) -> int:
        """Numbers a pixel."""
        return 3 if self.colour == "rgb" else 1


class Output(_Section, frozen=True, kw_only=True):
    """`classes` scores a window; `class_ids[index]` is the token id of a class index (empty: the index itself).

    A model whose index is the position among sorted folder names ("0", "1", "10", "2") writes those folders' token ids
    here, in that order. `activation` says whether the weights give probabilities ("softmax") or logits ("none").
    """

    classes: _Count
    class_ids: tuple[_ClassId, ...] = ()
    activation: Literal["softmax", "none"] = "softmax"

    @property
    def ids(self) -> tuple[int, ...]:
        """The token id of every class index."""
        return self.class_ids or tuple(range(self.classes))


class Decoding(_Section, frozen=True, kw_only=True):
    """How window scores become segments: a policy of `annotator.timeline` and its parameters.

    `idle` are token ids that mean "nothing is being shown" and never become segments.
    """

    policy: Literal["vote", "hysteresis", "clip"] = "vote"
    idle: tuple[_ClassId, ...] = ()
    parameters: dict[str, Any] = {}


class Manifest(_Section, frozen=True, kw_only=True):
    """Everything `model.toml` says."""

    schema: int = MANIFEST_SCHEMA
    name: str
    version: _Text
    recognizer: _Text
    summary: str = ""
    licence: str = ""
    trained_on: str = ""
    caution: str = ""
    default: bool = False
    created_with: CreatedWith = CreatedWith()
    accuracy: Accuracy = Accuracy()
    input: LandmarksInput | FramesInput
    output: Output
    decoding: Decoding = Decoding()
    options: dict[str, Any] = {}
    files: dict[str, str] = {}

    @property
    def window(self) -> int:
        """Steps in a window."""
        return self.input.window

    @property
    def stride(self) -> int:
        """Steps from one window to the next."""
        return self.input.stride

    @property
    def rate(self) -> Fraction:
        """Steps a second."""
        return self.input.fraction


def read_manifest(path: Path) -> Manifest:
    """Reads and checks a `model.toml`; raises BundleError naming the field that is wrong."""
    try:
        return decode_manifest(path.read_bytes())
    except BundleError as error:
        error.path = path
        raise
    except FileNotFoundError as error:
        raise BundleError("there is no such file", field=path.name, path=path.parent) from error
    except OSError as error:
        raise BundleError(f"cannot be read: {error.strerror}", field=path.name, path=path.parent) from error


def decode_manifest(data: bytes) -> Manifest:
    """Decodes and checks the bytes of a `model.toml`; raises BundleError naming the field that is wrong."""
    try:
        manifest = msgspec.toml.decode(data, type=Manifest)
    except msgspec.ValidationError as error:
        _refuse(str(error))
    except msgspec.DecodeError as error:
        raise BundleError(f"is not valid TOML: {error}", field=MANIFEST_NAME) from error
    except UnicodeDecodeError as error:
        raise BundleError("is not UTF-8", field=MANIFEST_NAME) from error
    check_manifest(manifest)
    return manifest


def check_manifest(manifest: Manifest) -> None:
    """Checks what types alone cannot say; raises BundleError naming the field."""
    if manifest.schema != MANIFEST_SCHEMA:
        raise BundleError(
            f"is {manifest.schema}, this version of annotator reads {MANIFEST_SCHEMA}",
            field="schema",
            hint="a newer annotator may have written it",
        )
    if not re.fullmatch(r"\w[\w.-]*", manifest.name):
        raise BundleError(
            f"{manifest.name!r} must be letters, digits, '-', '_' and '.', beginning with one of the first two",
            field="name",
        )
    if not re.fullmatch(r"[1-9][0-9]*(/[1-9][0-9]*)?", manifest.input.rate):
        raise BundleError(
            f"{manifest.input.rate!r} must be steps a second such as '30' or '30000/1001'", field="input.rate"
        )
    _check_classes(manifest)
    for name, sha256 in manifest.files.items():
        _check_file(name, sha256)


def _check_classes(manifest: Manifest) -> None:
    ids, classes = manifest.output.ids, manifest.output.classes
    if len(ids) != classes:
        raise BundleError(f"holds {len(ids)} ids for {classes} classes", field="output.class_ids")
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise BundleError(f"names {', '.join(map(str, twice))} more than once", field="output.class_ids")
    if strange := [i for i in manifest.decoding.idle if i not in ids]:
        raise BundleError(
            f"{', '.join(map(str, strange))} is no class of this model ({', '.join(map(str, ids))})",
            field="decoding.idle",
        )


def _check_file(name: str, sha256: str) -> None:
    if name in {"", ".", "..", MANIFEST_NAME} or "/" in name or "\\" in name:
        raise BundleError(f"{name!r} must be the plain name of a file beside {MANIFEST_NAME}", field="files")
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise BundleError(f"{sha256!r} must be a sha256 of 64 lower-case hex digits", field=f'files."{name}"')


_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>[^`]*)`")
_ABSENT = re.compile(r"Object missing required field `(?P<name>[^`]*)`")


def _refuse(message: str) -> NoReturn:
    """Raises msgspec's complaint ("Expected `int`, got `str` - at `$.input.window`") as a BundleError with a field."""
    what, _, where = message.partition(" - at ")
    field = where.strip("`").removeprefix("key in ").strip("`").removeprefix("$").lstrip(".")
    if match := _UNKNOWN.match(what):
        what, field = "is not a known entry", _join(field, match["name"])
    elif match := _ABSENT.match(what):
        what, field = "is missing", _join(field, match["name"])
    else:
        what = what[:1].lower() + what[1:]
    raise BundleError(what, field=field or MANIFEST_NAME)


def _join(section: str, name: str) -> str:
    return f"{section}.{name}" if section else name
