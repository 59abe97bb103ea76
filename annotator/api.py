"""The Python API: one video, many videos, and other formats."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from annotator.batch import Pool
from annotator.engine import Engine, Settings
from annotator.errors import AnnotatorError, RecognizerError, UsageError
from annotator.files import write_atomic
from annotator.landmarks import ExtractorConfig, LandmarkCache
from annotator.pipeline import annotate_video
from annotator.pool import Ended, Report
from annotator.records import Annotation

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from annotator.publishing import Page

log = logging.getLogger("annotator")

Models = str | Path | Sequence[str | Path] | None


class Options(TypedDict, total=False):
    """What `annotate` and `annotate_many` can be told.

    `languages`: tags such as ("ko", "en"), the first being the annotation's own (default: ("ko",)). `tokens`: a token
    dictionary instead of the model's. `profile`: reading rules of the cues, by name or as a .toml file. `decoding`:
    parameters of the decoding policy to override. `plugins_dirs`: folders of single-file plugins. `without`: names
    of plugins that are left out. `cache_dir`,
    `use_cache`: where landmarks are kept, and whether. `lite`: MediaPipe's lite hand model.
    """

    languages: Sequence[str]
    tokens: str | Path
    profile: str | Path
    decoding: Mapping[str, Any]
    plugins_dirs: Sequence[str | Path]
    without: Sequence[str]
    cache_dir: str | Path
    use_cache: bool
    lite: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one video of many: an annotation or an error, never both."""

    path: Path
    annotation: Annotation | None = None
    error: AnnotatorError | None = None


def annotate(path: str | Path, model: Models = None, **options: Unpack[Options]) -> Annotation:
    """Recognises what is signed or performed in one video (or .pose file).

    `model`: a name, a folder, or several of them (None: those that say they are the default); see `Options` for the
    others. Nothing is written but the landmark cache. Raises AnnotatorError.
    """
    engine = Engine(_settings(model, options))
    try:
        return annotate_video(Path(path), engine)
    finally:
        engine.close()


def annotate_many(
    paths: Iterable[str | Path], model: Models = None, *, workers: int = 1, **options: Unpack[Options]
) -> list[Outcome]:
    """Recognises many videos; gives, in their order, a result or an error for each.

    `workers`: processes (0: this one). A script that asks for processes needs the usual `if __name__ == "__main__":`.
    Raises AnnotatorError only when the models cannot be loaded.
    """
    work = _Annotating(_settings(model, options))
    todo = [Path(path) for path in paths]
    if workers == 0 or not todo:
        do = work.open()
        return [do(path, lambda _: None) for path in todo]
    outcomes: dict[int, Outcome] = {}
    for event in Pool(work, workers).run(todo):
        if isinstance(event, Ended):
            outcomes[event.number] = event.result or _died(todo[event.number], event.death)
    return [outcomes[number] for number in range(len(todo))]


def export(
    annotation: Annotation, path: str | Path, language: str | None = None, *, video: str | Path | None = None
) -> Path:
    """Writes an annotation in the format `path` is named for (.srt, .json, ...), in `language` (default: its own).

    `video` is where the recording lies, for formats that point at it (default: beside the file). Nothing is recognised
    again. Raises UsageError for a name no format fits, OutputError when it cannot be written.
    """
    from annotator.plugins import load_plugins
    from annotator.publishing import Publisher

    path = Path(path)
    plugins = load_plugins()
    fitting = {name: each for name, each in plugins.writers().items() if path.name.lower().endswith(each.extension)}
    if not fitting:
        known = ", ".join(sorted(writer.extension for writer in plugins.writers().values()))
        raise UsageError("no format is written to files of this name", path=path, hint=f"there are {known}")
    name = max(fitting, key=lambda each: len(fitting[each].extension))
    place = Path(video) if video is not None else path.parent / annotation.source.path
    publisher = Publisher(plugins, pages=_score_pages(annotation, path))
    write_atomic(path, publisher.render(annotation, (name, language or annotation.language), path, place))
    return path


def _score_pages(annotation: Annotation, path: Path) -> Mapping[str, Page]:
    """What makes the page of an annotation that holds a score; nothing for others."""
    if annotation.score is None:
        return {}
    from annotator.performances import kept_pages

    return kept_pages(annotation, path, LandmarkCache(), log.warning)


@dataclass(frozen=True)
class _Annotating:
    """What the workers of `annotate_many` do."""

    settings: Settings

    def open(self) -> Callable[[Path, Report], Outcome]:
        engine = Engine(self.settings)
        engine.recognizers  # noqa: B018 (a model that does not load is raised once, not for every video)
        return lambda path, _: _outcome(path, engine)


def _outcome(path: Path, engine: Engine) -> Outcome:
    try:
        return Outcome(path, annotate_video(path, engine))
    except AnnotatorError as error:
        return Outcome(path, error=error)
    except Exception as error:  # noqa: BLE001 (one bad video never stops the others)
        return Outcome(path, error=AnnotatorError(f"{type(error).__name__}: {error}", path=path))


def _died(path: Path, death: str) -> Outcome:
    return Outcome(path, error=RecognizerError(death, path=path, stage="worker"))


def _settings(model: Models, options: Options) -> Settings:
    models = () if model is None else (model,) if isinstance(model, str | Path) else tuple(model)
    languages = options.get("languages", ("ko",))
    if isinstance(languages, str) or not languages:
        raise UsageError(f"languages must be a sequence of tags such as ('ko', 'en'), not {languages!r}")
    if unknown := set(options) - set(Options.__annotations__):
        raise TypeError(f"unknown options: {', '.join(sorted(unknown))}")
    return Settings(
        models=tuple(map(str, models)),
        languages=tuple(languages),
        tokens=Path(options["tokens"]) if "tokens" in options else None,
        profile=str(options.get("profile", "none")),
        decoding=tuple(options.get("decoding", {}).items()),
        landmarks=ExtractorConfig(complexity=0 if options.get("lite") else 1),
        plugins_dirs=tuple(map(Path, options.get("plugins_dirs", ()))),
        without=tuple(options.get("without", ())),
        cache_dir=Path(options["cache_dir"]) if "cache_dir" in options else None,
        use_cache=options.get("use_cache", True),
    )
