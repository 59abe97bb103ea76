"""One video, one annotation, one rendering."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Final

from annotator.charts import hangul_font_file
from annotator.errors import AnnotatorError, MediaError, OutputError, UsageError
from annotator.files import write_atomic
from annotator.landmarks import LandmarkCache
from annotator.pool import Progress, Report
from annotator.records import Annotation, Video
from annotator.rendering.fitting import check_fits
from annotator.rendering.languages import chosen_languages, iso_639_2, title_of
from annotator.rendering.options import TAGS, RenderOptions
from annotator.rendering.overlay import write_overlay
from annotator.rendering.performance import performance_of
from annotator.rendering.subtitles import as_ass, lay_out
from annotator.video import (
    Company,
    Container,
    Contents,
    Mark,
    Track,
    burn,
    burning_ffmpeg,
    find_ffmpeg,
    fitting_container,
    is_mp4_name,
    marked_comment,
    mux_tracks,
    probe,
    read_contents,
    read_mark,
)
from annotator.writers import SrtWriter, read_annotation

_SUBTITLES: Final = "subtitles.ass"
# A rendering that is shorter than its video by more than this (seconds, share) lacks something.
_SHORT_S: Final = 0.5
_SHORT_SHARE: Final = 0.02


@dataclass(frozen=True)
class Rendering:
    """What was made: the file, how many subtitles it has, and `rendered_s` of the `duration_s` seconds of the video.

    `damage` says why less than the whole video is in it (None: all is), `warnings` what else a user should know.
    """

    path: Path
    cues: int
    duration_s: float
    rendered_s: float
    damage: str | None = None
    warnings: tuple[str, ...] = ()


class State(str, Enum):
    """What stands where a rendering is to be: nothing, that very rendering, an older one, or someone else's file."""

    MISSING = "missing"
    CURRENT = "current"
    OLDER = "older"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class _Task:
    """All that the three ways of rendering are told."""

    video: Video
    contents: Contents
    annotation: Annotation
    languages: tuple[str, ...]
    target: Path
    container: Container
    options: RenderOptions
    mark: Mark
    cache: LandmarkCache | None
    report: Callable[[int, float], object] | None


def rendering_path(video: Path, options: RenderOptions, folder: Path | None = None, *, full_name: bool = False) -> Path:
    """Where the rendering of a video goes: `NAME.burned.mp4` beside it or in `folder`.

    With `full_name` the name keeps its ending, as in `NAME.mov.burned.mp4`.
    """
    stem = video.name if full_name else video.stem
    return (folder or video.parent) / f"{stem}.{TAGS[options.how]}.{_container(video, options)}"


def state_of(target: Path, mark: Mark) -> State:
    """What stands at `target`, for a rendering with this mark."""
    if not target.exists():
        return State.MISSING
    found = read_mark(target)
    if found is None:
        return State.FOREIGN
    return State.CURRENT if found == mark else State.OLDER


def check_can_render(options: RenderOptions) -> None:
    """Raises MissingError where a program or a font that this way of rendering needs is not here."""
    if options.how != "track":
        hangul_font_file()
        burning_ffmpeg()
    else:
        find_ffmpeg()


def render_video(
    video: Path,
    annotation: Path,
    target: Path | None = None,
    options: RenderOptions | None = None,
    *,
    overwrite: bool = False,
    cache: LandmarkCache | None = None,
    report: Report | None = None,
) -> Rendering:
    """Puts what an annotation (.json) says on its video; nothing is recognised.

    The file goes to `target` (None: beside the video, see `rendering_path`) whole or not at all; a file that annotator
    did not make is only replaced with `overwrite`. `cache`: where landmarks for overlays are looked for and kept.
    Raises AnnotatorError: OutputError for what cannot be written, MediaError for what cannot be read, MissingError
    where ffmpeg or the font is missing.
    """
    options = options or RenderOptions()
    target = target or rendering_path(video, options)
    mark = options.mark(video, annotation)
    if target.exists() and target.samefile(video):
        raise UsageError("a rendering would replace the video itself", path=video, hint="choose another folder with -o")
    if not overwrite and state_of(target, mark) is State.FOREIGN:
        raise OutputError("was not made by annotator", path=target, hint="--overwrite replaces it")
    about = read_annotation(annotation)
    shown = probe(video)
    warnings = check_fits(about, shown)
    languages = chosen_languages(about, options.languages)
    if options.how != "track" and not options.languages:
        languages = languages[:1]
    contents = read_contents(video)
    container: Container = "mp4" if target.suffix.lower() == ".mp4" else "mkv"
    told = None if report is None else partial(_tell, report, shown, contents)
    task = _Task(shown, contents, about, languages, target, container, options, mark, cache, told)
    ways = {"track": _track, "burn": _burn, "overlay": _overlay}
    notes, rendered_s, damage = ways[options.how](task)
    cues = sum(cue.language in ("", *languages) for cue in about.cues)
    return Rendering(target, cues, shown.duration_s, rendered_s, damage, (*warnings, *notes))


def _tell(report: Report, video: Video, contents: Contents, frames: int, seconds: float) -> None:
    report(Progress(frames, max(0.0, seconds - video.start_s - contents.shift_s), video.duration_s))


def _container(video: Path, options: RenderOptions) -> Container:
    if options.container is not None:
        return options.container
    if options.how != "track":
        return "mp4"
    if options.track_format == "ass":
        return "mkv"
    if is_mp4_name(video):
        return "mp4"
    try:
        return fitting_container(read_contents(video))
    except MediaError:
        return "mkv"  # whoever works on it will say what is wrong with it


def _track(task: _Task) -> tuple[list[str], float, str | None]:
    ending = ".ass" if task.options.track_format == "ass" and task.container == "mkv" else ".srt"
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        tracks = []
        for number, language in enumerate(task.languages if task.annotation.cues else ()):
            path = Path(folder) / f"{number}{ending}"
            if ending == ".ass":
                layout = lay_out(task.annotation, [language], task.video.width, task.video.height)
                write_atomic(path, as_ass(layout).encode())
            elif text := SrtWriter().render(task.annotation, language):
                write_atomic(path, text.encode())
            else:
                continue
            tracks.append(Track(path, iso_639_2(language), title_of(language)))
        left = mux_tracks(
            task.video, task.contents, tracks, task.target, task.container, mark=task.mark, report=task.report
        )
    notes = [f"{task.container} has no place for: {', '.join(map(str, left))}"] if left else []
    made = _probed(task.target)
    if (made.rotation, made.width, made.height) != (task.video.rotation, task.video.width, task.video.height):
        notes.append("the video is turned otherwise now: this ffmpeg is too old to keep it (--container mp4 does)")
    return notes, *_completeness(task, made)


def _burn(task: _Task) -> tuple[list[str], float, str | None]:
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        font = hangul_font_file()
        write_atomic(Path(folder) / font.name, font.read_bytes())
        subtitles = Path(folder) / _SUBTITLES
        layout = lay_out(task.annotation, task.languages, task.video.width // 2 * 2, task.video.height // 2 * 2)
        write_atomic(subtitles, as_ass(layout).encode())
        coded = burn(
            task.video,
            task.contents,
            subtitles,
            task.target,
            task.container,
            task.options.quality,
            mark=task.mark,
            report=task.report,
        )
    return _sound_notes(task, coded), *_completeness(task, _probed(task.target))


def _overlay(task: _Task) -> tuple[list[str], float, str | None]:
    comment = marked_comment(task.video.path, task.mark)
    company = Company(task.contents, task.video.start_s, task.container, task.options.quality, comment)
    read_s, damage = write_overlay(
        task.video,
        task.annotation,
        task.languages if task.options.subtitles else (),
        task.target,
        company,
        landmarks=task.options.landmarks,
        cache=task.cache,
        report=task.report,
    )
    _, doubts = performance_of(task.annotation)
    return [*doubts, *_sound_notes(task, company.coded)], read_s, damage


def _sound_notes(task: _Task, coded: tuple[object, ...]) -> list[str]:
    return [f"{task.container} cannot hold {', '.join(map(str, coded))}: coded as AAC"] if coded else []


def _probed(target: Path) -> Video:
    try:
        return probe(target)
    except MediaError as error:
        raise AnnotatorError(f"what was written cannot be read: {error.reason}", path=target, stage="write") from error


def _completeness(task: _Task, made: Video) -> tuple[float, str | None]:
    """How many seconds are in the rendering, and what is wrong where that is less than the video promises."""
    promised_s = task.video.duration_s
    if made.duration_s >= promised_s - max(_SHORT_S, _SHORT_SHARE * promised_s):
        return made.duration_s, None
    return made.duration_s, "the video is damaged or cut off"
