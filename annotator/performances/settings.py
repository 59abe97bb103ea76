"""What the user chose for scoring, and what decides a score."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from annotator.engine import Settings
from annotator.landmarks import ExtractorConfig, LandmarkCache
from annotator.performances.poses import POSE_LANDMARKS, POSES_MODEL, PoseFinder
from annotator.plugins import Plugins, load_plugins
from annotator.publishing import Page, Publisher
from annotator.records import SCHEMA
from annotator.rendering import How
from annotator.scoring import SCORING_VERSION, Form, Rules, load_form, load_forms
from annotator.scoring.forms import is_file
from annotator.text import nfc
from annotator.timeline import join_words, load_profile
from annotator.wording import Wording
from annotator.writers import Key

FORM_SUFFIX: Final = ".toml"
# The report among the outputs, and what it is called.
REPORT: Final[Key] = ("scorecard", "")
REPORT_NAME: Final = "{stem}.html"
LANDMARKS: Final = ExtractorConfig(pose=True, hands=0)


class Sought(str, Enum):
    """What is looked for where no form is named: the form that is seen, or single poses, which are not scored."""

    FORM = "auto"
    POSES = "poses"


SOUGHT_NAMES: Final = {"auto": Sought.FORM, "자동": Sought.FORM, "poses": Sought.POSES, "자세": Sought.POSES}
POSES_TITLE: Final = {"ko": "자세", "en": "single poses"}
Shown: TypeAlias = Form | Sought


@dataclass(frozen=True)
class Performance:
    """What a recording shows: the form, or what is looked for instead; who performs it ("": not said), and in which
    performance ("": not said; several cameras may have recorded the same).
    """

    form: Shown
    performer: str = ""
    group: str = ""


@dataclass(frozen=True)
class ScoreSettings:
    """What the user chose for a day; plain values, so that it crosses to worker processes and into fingerprints.

    `performances` says what each recording shows, by its path. `formats` are those beside JSON, `report` says whether
    there is a page of each.
    `profile` names the reading rules of subtitles, or their file. `render` is how each recording is rendered when it
    has been scored (None: not at all). `overwrite`: what is not annotator's is replaced.
    """

    performances: Mapping[Path, Performance]
    rules: Rules
    languages: tuple[str, ...] = ("ko",)
    formats: tuple[str, ...] = ("srt",)
    profile: str = "none"
    report: bool = True
    render: How | None = None
    landmarks: ExtractorConfig = field(default=LANDMARKS)
    plugins_dirs: tuple[Path, ...] = ()
    cache_dir: Path | None = None
    use_cache: bool = True
    overwrite: bool = False


class Scorer:
    """Plugins, cache and words of a day; cheap to make."""

    def __init__(self, settings: ScoreSettings) -> None:
        self.settings = settings
        self.plugins: Plugins = load_plugins(settings.plugins_dirs)

    @cached_property
    def cache(self) -> LandmarkCache | None:
        """The landmark cache, or None when it is switched off."""
        return LandmarkCache(self.settings.cache_dir) if self.settings.use_cache else None

    def publisher(self, report: Page | None = None) -> Publisher:
        """What writes annotations, and reports where it is told how."""
        return Publisher(self.plugins, pages=page_formats(report) if report is not None else {})

    @cached_property
    def poses(self) -> PoseFinder:
        """What finds single poses, where a recording shows them."""
        own = self.settings
        asked = Settings(
            (POSES_MODEL,), plugins_dirs=own.plugins_dirs, cache_dir=own.cache_dir, use_cache=own.use_cache
        )
        return PoseFinder(asked)

    def close(self) -> None:
        """Frees what was loaded along the way."""
        if "poses" in self.__dict__:
            self.poses.close()

    def landmarks(self, performance: Performance) -> ExtractorConfig:
        """The landmarks that are taken of a performance."""
        return POSE_LANDMARKS if performance.form is Sought.POSES else self.settings.landmarks

    @cached_property
    def wording(self) -> Wording:
        """How the names of movements become cues."""
        rules, languages = load_profile(self.settings.profile), self.settings.languages
        facts = {"movements": True, "languages": list(languages), "reading": msgspec.to_builtins(rules)}
        return Wording(languages, rules, join_words, _digest(facts))

    @cached_property
    def _rules(self) -> str:
        return _digest(msgspec.to_builtins(self.settings.rules))

    def options(self, path: Path, performance: Performance) -> dict[str, Any]:
        """What decides a score, or which poses are found, apart from the recording at `path` itself."""
        looks_for_poses = performance.form is Sought.POSES
        return {
            "scoring": SCORING_VERSION,
            **({"pictures": self.poses.options(path)} if looks_for_poses else {"rules": self._rules}),
            "landmarks": self.landmarks(performance).fingerprint(),
            "form": _told(performance.form),
            "performer": performance.performer,
        }

    def fingerprint(self, path: Path) -> str:
        """The fingerprint of (recording, form, performer, rules, options): the same one means the same score.

        The recording is known by size and modification time. "" for one of which nobody said what it shows. Raises
        OSError when it cannot be looked at.
        """
        performance = self.settings.performances.get(path)
        if performance is None:
            return ""
        stat = path.stat()
        source = [stat.st_size, stat.st_mtime_ns]
        return _digest({"schema": SCHEMA, "source": source, "score": self.options(path, performance)})


def page_formats(report: Page) -> dict[str, Page]:
    """The formats that the page of a score is written for: the report, and html where that is asked for."""
    return {REPORT[0]: report, "html": report}


def form_named(text: str, folder: Path | None = None) -> Shown:
    """The form of this name or file, a file being looked for in `folder` first; or what "auto" and "poses" look for.

    Raises as `load_form` does.
    """
    if (sought := SOUGHT_NAMES.get(nfc(text).strip().casefold())) is not None:
        return sought
    name, ending, part = text.partition(FORM_SUFFIX)
    beside = folder / f"{name}{ending}" if folder is not None and ending else None
    return load_form(f"{beside}{part}" if beside is not None and is_file(beside) else text)


def _told(form: Shown) -> dict[str, str]:
    if form is Sought.POSES:
        return {"name": form.value}
    if form is Sought.FORM:
        return {"name": form.value, "sha256": _digest([_content(each) for each in load_forms()])}
    return {"name": form.name, "version": form.version, "sha256": _content(form)}


@lru_cache(maxsize=64)
def _content(form: Form) -> str:
    return _digest(msgspec.to_builtins(form))


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
