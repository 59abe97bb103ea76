"""The models that are measured: loaded side by side, and whether they can be fed what the data hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from annotator.datasets import Dataset, read_array
from annotator.engine import Engine, Model, Settings
from annotator.errors import UsageError
from annotator.models import FramesInput, LandmarksInput


def open_models(settings: Settings) -> Engine:
    """An engine of all models of `settings`, in order; bundles that bear the same name are called by their places.

    Raises what loading a bundle raises, and UsageError where one and the same bundle is named twice.
    """
    engines = [Engine(replace(settings, models=(name,))) for name in settings.models]
    models = [engine.models[0] for engine in engines]
    folders = [model.bundle.folder.resolve() for model in models]
    if twice := [str(name) for name, folder in zip(settings.models, folders, strict=True) if folders.count(folder) > 1]:
        raise UsageError(f"the same model is named twice: {' and '.join(twice)}")
    names = [model.name for model in models]
    called = [
        model if names.count(model.name) == 1 else _called(model, str(said))
        for model, said in zip(models, settings.models, strict=True)
    ]
    engine = engines[0]
    engine.models = tuple(called)
    return engine


def check_fits(models: Sequence[Model], data: Dataset) -> None:
    """Raises UsageError where a model cannot be fed what the data hold, with the reason; at least one sample.

    Of features the first file is read, which may raise DatasetError.
    """
    for model in models:
        if reason := _why_not(model, data):
            raise UsageError(f"the model {model.name} {reason}", path=data.root)


def _called(model: Model, name: str) -> Model:
    bundle = model.bundle
    return replace(model, bundle=replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, name=name)))


def _why_not(model: Model, data: Dataset) -> str:
    wanted = model.bundle.manifest.input
    looks_at = "landmarks" if isinstance(wanted, LandmarksInput) else "pictures"
    if data.medium in ("landmarks", "features") and looks_at == "pictures":
        return f"looks at pictures, and the data hold {data.medium} only; give it the videos themselves"
    if data.medium == "features" and isinstance(wanted, LandmarksInput):
        width = read_array(data.samples[0].path).shape[-1]
        if width not in (wanted.feature_width, wanted.feature_width + 1):
            return f"wants {wanted.feature_width} features a step ({wanted.feature_set}), and the data have {width}"
    if data.medium == "pixels":
        if not isinstance(wanted, FramesInput):
            return "looks at landmarks, and the data hold tables of grey pictures"
        if wanted.window > 1:
            return f"looks at {wanted.window} pictures at a time, and the data hold single ones"
    return ""
