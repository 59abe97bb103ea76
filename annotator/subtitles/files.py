"""SubRip, WebVTT and ASS files as cues, through pysubs2; and back, keeping what cues do not hold.

Lines of cues keep their tags. pysubs2 takes for the next cue's number whatever number a text ends in, and the
identifiers and notes of WebVTT for text; so texts are put before it in a form in which
that cannot happen.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pysubs2

from annotator.errors import AnnotatorError
from annotator.records import Cue
from annotator.text import UndecodableError, decode
from annotator.writers.subtitle import clock, without_arrow


@dataclass(frozen=True)
class _Format:
    """A format by the name people know, and how finely it keeps times."""

    name: str
    grain_s: float


SUBTITLE_FORMATS: Final = {
    ".srt": _Format("SubRip", 0.001),
    ".vtt": _Format("WebVTT", 0.001),
    ".ass": _Format("ASS", 0.01),
}
_SRT_TIME = r"(\d{1,2}:\d{1,2}:\d{1,2}[.,]\d{1,3})"
_VTT_TIME = r"((?:\d{1,4}:)?\d{2}:\d{2}\.\d{3})"
_TIMES: Final = {
    suffix: re.compile(rf"\s*{time}\s*-->\s*{time}(?:\s+(.*?))?\s*")
    for suffix, time in ((".srt", _SRT_TIME), (".vtt", _VTT_TIME))
}
_EXAMPLES: Final = {".srt": "00:00:01,000 --> 00:00:02,500", ".vtt": "00:01.000 --> 00:02.500"}
_ARROW = "-->"
_SECTION = re.compile(r"^\s*\[(?:Script Info|Events|V4\+? Styles)\]", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class SubtitleFile:
    """What a subtitle file holds: its cues in the order of the file, their lines with all tags.

    `settings`: for every cue, what stands behind its times (WebVTT: where it is shown); `header`: what a WebVTT file
    says before its first cue.
    """

    path: Path
    encoding: str
    cues: tuple[Cue, ...]
    settings: tuple[str, ...] = field(default=(), repr=False)
    header: str = field(default="", repr=False)
    script: pysubs2.SSAFile | None = field(default=None, repr=False)

    @property
    def format(self) -> str:
        """The format's name."""
        return SUBTITLE_FORMATS[self.path.suffix.lower()].name

    @property
    def grain_s(self) -> float:
        """How finely the format keeps times, in seconds."""
        return SUBTITLE_FORMATS[self.path.suffix.lower()].grain_s

    def rendered(self, cues: Sequence[Cue]) -> bytes:
        """The file with other cues in place of its own, as UTF-8.

        `segment_ids` of a cue are the numbers (from 1) of the cues it was made of: it takes settings and style of the
        first of them.
        """
        if self.script is not None:
            return _as_script(self.script, cues).encode()
        is_vtt = self.path.suffix.lower() == ".vtt"
        blocks = [self.header] if is_vtt else []
        before_ms = 0
        for number, cue in enumerate(cues, 1):
            start_ms = max(round(cue.start_s * 1000), before_ms)
            before_ms = max(round(cue.end_s * 1000), start_ms + 1)
            point = "." if is_vtt else ","
            own = self.settings[cue.segment_ids[0] - 1] if cue.segment_ids else ""
            times = f"{clock(start_ms, point)} {_ARROW} {clock(before_ms, point)} {own}".rstrip()
            blocks.append("\n".join([*([] if is_vtt else [str(number)]), times, *map(without_arrow, cue.lines)]))
        return "".join(block + "\n\n" for block in blocks).encode()


def read_subtitles(path: Path) -> SubtitleFile:
    """Reads an .srt, .vtt or .ass file in UTF-8, UTF-16 or CP949; a file without cues is good.

    Raises AnnotatorError naming the line where times cannot be read, or where it is no such file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _error(path, f"cannot be read: {error.strerror}", None) from error
    try:
        text, encoding = decode(data)
    except UndecodableError as error:
        raise _error(path, str(error), error.hint) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if path.suffix.lower() == ".ass":
        return _read_script(path, text, encoding)
    return _read_blocks(path, text, encoding)


def _read_blocks(path: Path, text: str, encoding: str) -> SubtitleFile:
    suffix = path.suffix.lower()
    settings = tuple(_times(path, text))
    if text.strip() and not settings and not (suffix == ".vtt" and text.lstrip().startswith("WEBVTT")):
        raise _error(path, f"holds no times: no {SUBTITLE_FORMATS[suffix].name} file", f"times are {_EXAMPLES[suffix]}")
    header, plain = _plain_vtt(text) if suffix == ".vtt" else ("", text)
    # The number at the end is what the last cue may lose.
    parsed = pysubs2.SSAFile.from_string(f"{plain}\n\n0\n", format_=suffix[1:], keep_html_tags=True)
    cues = tuple(_cue(event) for event in parsed)
    if len(cues) != len(settings):
        raise _error(path, f"holds {len(settings)} times, but {len(cues)} could be read", None)
    return SubtitleFile(path, encoding, cues, settings, header)


def _times(path: Path, text: str) -> Iterable[str]:
    """What stands behind the times of every cue; raises AnnotatorError for times that cannot be read."""
    pattern, example = _TIMES[path.suffix.lower()], _EXAMPLES[path.suffix.lower()]
    for number, line in enumerate(text.split("\n"), 1):
        if _ARROW in line and (match := pattern.fullmatch(line)):
            yield match[3] or ""
        elif _ARROW in line and re.search(r"\d:\d|^\s*-->|-->\s*$", line):  # others are texts with arrows
            raise _error(path, f"line {number}: {line.strip()!r} are no times", f"such as {example}")


def _plain_vtt(text: str) -> tuple[str, str]:
    """The header of a WebVTT file, and its cues with numbers in place of identifiers, without notes."""
    header, plain, count = [], [], 0
    for block in re.split(r"\n[ \t]*\n+", text.strip("\n")):
        lines = block.split("\n")
        at = next((at for at, line in enumerate(lines) if _ARROW in line), None)
        if at is not None:
            count += 1
            plain.append("\n".join([str(count), *lines[at:]]))
        elif not count:
            header.append(block.strip("\n"))
    return "\n\n".join(header) or "WEBVTT", "\n\n".join(plain)


def _read_script(path: Path, text: str, encoding: str) -> SubtitleFile:
    if text.strip() and not re.search(
        r"^\s*\[(?:Script Info|Events|V4\+? Styles)\]", text, re.IGNORECASE | re.MULTILINE
    ):
        raise _error(path, "no ASS file: it has no [Script Info] and no [Events]", None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # colours and numbers that cannot be read; they are of no matter here
            script = pysubs2.SSAFile.from_string(text, format_="ass")
            cues = tuple(_cue(event) for event in script if event.is_text)
    except (ValueError, TypeError, KeyError, IndexError, pysubs2.exceptions.Pysubs2Error) as error:
        raise _error(path, f"broken ASS file: {error}", None) from error
    return SubtitleFile(path, encoding, cues, script=script)


def _cue(event: pysubs2.SSAEvent) -> Cue:
    text = event.text.replace("\\h", " ")
    lines = (line.strip() for line in re.split(r"\\[Nn]|\n", text))
    return Cue(event.start / 1000, event.end / 1000, tuple(filter(None, lines)) or ("",))


def _as_script(script: pysubs2.SSAFile, cues: Sequence[Cue]) -> str:
    """The script with other texts; comments and drawings stay."""
    own = [event for event in script if event.is_text]
    made = pysubs2.SSAFile()
    made.info, made.styles, made.aegisub_project = script.info, script.styles, script.aegisub_project
    made.fonts_opaque, made.graphics_opaque = script.fonts_opaque, script.graphics_opaque
    made.events = [event for event in script if not event.is_text]
    for cue in cues:
        event = own[cue.segment_ids[0] - 1].copy() if cue.segment_ids else pysubs2.SSAEvent()
        event.start, event.end, event.text = round(cue.start_s * 1000), round(cue.end_s * 1000), "\\N".join(cue.lines)
        made.events.append(event)
    made.events.sort(key=lambda event: (event.start, event.end))
    return made.to_string("ass")


def _error(path: Path, reason: str, hint: str | None) -> AnnotatorError:
    return AnnotatorError(reason, path=path, stage="read", hint=hint)
