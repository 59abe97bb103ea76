"""From what the user chose (`Settings`) to loaded plugins, model bundles and recognizers (`Engine`)."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError, RecognizerError, UsageError
from annotator.landmarks import ExtractorConfig, LandmarkCache
from annotator.models import Bundle, ModelStore
from annotator.models.manifest import MANIFEST_NAME
from annotator.plugins import PluginInfo, Plugins, load_plugins
from annotator.publishing import Publisher, make_wording
from annotator.recognizer import Recognizer
from annotator.records import SCHEMA, Dictionary, RecognizerInfo
from annotator.rendering import How
from annotator.timeline import check_policy, load_profile
from annotator.tokens import TokenDictionary, load_tokens
from annotator.wording import Wording


@dataclass(frozen=True)
class Settings:
    """What the user chose for a run; plain values, so that it crosses to worker processes and into fingerprints.

    `models` are names or folders (empty: those that say they are the default, or the only one there is). `formats` are
    those beside JSON. `tokens` replaces the bundles' own dictionaries. `profile` names the reading rules, or their
    file. `decoding` overrides parameters of the models' decoding policies (for example {"threshold": 0.8}). `render` is
    how each video is rendered when it has been recognised (None: not at all); it changes nothing that is recognised.
    `without` are plugins that are left out.
    """

    models: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("ko",)
    formats: tuple[str, ...] = ("srt",)
    tokens: Path | None = None
    profile: str = "none"
    decoding: tuple[tuple[str, Any], ...] = ()
    landmarks: ExtractorConfig = field(default_factory=ExtractorConfig)
    plugins_dirs: tuple[Path, ...] = ()
    without: tuple[str, ...] = ()
    models_dirs: tuple[Path, ...] = ()
    cache_dir: Path | None = None
    use_cache: bool = True
    render: How | None = None


@dataclass(frozen=True)
class Model:
    """A model that takes part in a run: its bundle, the recognizer class behind it, and its words."""

    bundle: Bundle
    kind: type[Recognizer]
    plugin: PluginInfo
    tokens: TokenDictionary
    parameters: dict[str, Any]

    @property
    def name(self) -> str:
        """The bundle's name; segments carry it as `recognizer`."""
        return self.bundle.name

    def digest(self) -> str:
        """The sha256 of `model.toml`, which holds the checksums of all other files."""
        return hashlib.sha256((self.bundle.folder / MANIFEST_NAME).read_bytes()).hexdigest()

    def describe(self) -> RecognizerInfo:
        """The model as the annotation records it."""
        manifest = self.bundle.manifest
        return RecognizerInfo(
            name=self.name,
            plugin=f"{self.plugin.name} {self.plugin.version}".strip(),
            version=manifest.version,
            sha256=self.bundle.weights_sha256,
            window=manifest.window,
            stride=manifest.stride,
            rate=str(manifest.rate),
            policy={"policy": manifest.decoding.policy, **self.parameters},
            dictionary=self.tokens.id,
        )

    def dictionary(self) -> Dictionary:
        """The token dictionary as the annotation records it."""
        return Dictionary(self.tokens.id, self.tokens.version, self.tokens.sha256)


class Engine:
    """Plugins, models and words of a run; cheap to make, the recognizers load when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.plugins: Plugins = load_plugins(settings.plugins_dirs, settings.without)
        self.store = ModelStore([*settings.models_dirs, *self.plugins.model_folders()])
        self.models: tuple[Model, ...] = tuple(self._model(bundle) for bundle in self._bundles())

    def _bundles(self) -> list[Bundle]:
        names = self.settings.models or self._default_models()
        bundles = [self.store.find(name) for name in names]
        called = [bundle.name for bundle in bundles]
        if twice := {name for name in called if called.count(name) > 1}:
            raise UsageError(f"the model {sorted(twice)[0]!r} is asked for twice", hint="name each model once")
        return bundles

    def _default_models(self) -> tuple[str, ...]:
        """The models that say they are the default; the only one where there is but one."""
        usable = {model.name: model.bundle for model in self.store.list() if model.bundle and not model.shadowed}
        if len(usable) == 1:
            return tuple(usable)
        if chosen := sorted(name for name, bundle in usable.items() if bundle.manifest.default):
            return tuple(chosen)
        raise UsageError(
            f"there are {len(usable)} models to choose from: {', '.join(sorted(usable))}",
            hint="choose with --model NAME; annotator models list tells about each",
        )

    def _model(self, bundle: Bundle) -> Model:
        plugin, kind = self.plugins.recognizer(bundle.manifest.recognizer)
        tokens = load_tokens(self.settings.tokens) if self.settings.tokens else bundle.tokens()
        decoding = bundle.manifest.decoding
        parameters = dict(decoding.parameters) | dict(self.settings.decoding)
        parameters["idle"] = list(decoding.idle)
        check_policy(decoding.policy, parameters, bundle.manifest.output.ids)
        return Model(bundle, kind, plugin, tokens, parameters)

    @cached_property
    def recognizers(self) -> tuple[Recognizer, ...]:
        """One recognizer a model, in order; raises RecognizerError naming the plugin when one cannot be built."""
        return tuple(self._build(model) for model in self.models)

    def _build(self, model: Model) -> Recognizer:
        try:
            return model.kind(model.bundle)
        except AnnotatorError:
            raise
        except Exception as error:
            raise RecognizerError(
                f"plugin {model.plugin.name} could not load the model {model.name}: {type(error).__name__}: {error}"
            ) from error

    @cached_property
    def cache(self) -> LandmarkCache | None:
        """The landmark cache, or None when it is switched off."""
        return LandmarkCache(self.settings.cache_dir) if self.settings.use_cache else None

    def extractor(self) -> ExtractorConfig:
        """The extraction that serves all recognizers of the run."""
        pose = any(getattr(recognizer.input, "pose", False) for recognizer in self.recognizers)
        return replace(self.settings.landmarks, pose=self.settings.landmarks.pose or pose)

    @property
    def publisher(self) -> Publisher:
        """What writes annotations."""
        return Publisher(self.plugins, self.tokens)

    def close(self) -> None:
        """Frees what the recognizers took."""
        for recognizer in self.__dict__.get("recognizers", ()):
            recognizer.close()

    @cached_property
    def options(self) -> dict[str, Any]:
        """What decides which segments are found, apart from the video itself."""
        return {
            "decoding": dict(self.settings.decoding),
            "landmarks": self.settings.landmarks.fingerprint(),
            "models": {model.name: model.digest() for model in self.models},
            "plugins": sorted(self._plugins_that_matter()),
        }

    def _plugins_that_matter(self) -> set[str]:
        """Name and version of the plugins that can change which segments are found."""
        infos = [model.plugin for model in self.models]
        infos += [info for info in self.plugins.infos if "annotator_segments" in info.hooks]
        return {f"{info.name} {info.version}".strip() for info in infos}

    @cached_property
    def wording(self) -> Wording:
        """How what is found becomes words and cues."""
        return make_wording(self.plugins, self.settings.languages, load_profile(self.settings.profile), self.tokens)

    @property
    def tokens(self) -> dict[str, TokenDictionary]:
        """The token dictionaries by model."""
        return {model.name: model.tokens for model in self.models}

    def fingerprint(self, path: Path) -> str:
        """The fingerprint of (source, model, options): the same one means the same segments.

        The source is known by size and modification time. Raises OSError when it cannot be looked at.
        """
        stat = path.stat()
        facts = {"schema": SCHEMA, "source": [stat.st_size, stat.st_mtime_ns], "options": self.options}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]


def version() -> str:
    """The version of annotator that runs."""
    return importlib.metadata.version("annotator")
