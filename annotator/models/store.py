"""Where bundles are looked for, and finding one by name or path."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

import annotator
from annotator.errors import BundleError, ModelNotFoundError
from annotator.models.bundle import Bundle, load_bundle
from annotator.models.manifest import MANIFEST_NAME

PLACES_VARIABLE: Final = "ANNOTATOR_MODELS"


@dataclass(frozen=True)
class StoredModel:
    """A bundle that was found in `place`: either loaded, or broken with the reason.

    `shadowed` says that a bundle of the same name was found earlier, which is the one `find` gives.
    """

    name: str
    folder: Path
    place: Path
    bundle: Bundle | None = None
    error: BundleError | None = None
    shadowed: bool = False


class ModelStore:
    """The bundles on this machine. A place is a folder of bundles, or a bundle itself; they are gone through in order:

    1. `extra`, as given (`--models-dir`, folders of plugins)
    2. the folders in `$ANNOTATOR_MODELS`, separated as in `$PATH`
    3. the user's data folder, such as `~/.local/share/annotator/models`
    4. what ships with annotator: `annotator/bundled_models` in a wheel, `models/` in a checkout

    The first bundle of a name wins. Folders that do not exist are passed over.
    """

    def __init__(self, extra: Sequence[Path | str] = ()) -> None:
        listed = os.environ.get(PLACES_VARIABLE, "").split(os.pathsep)
        everywhere = [*extra, *(place for place in listed if place), user_models(), bundled_models()]
        self.places = tuple(dict.fromkeys(Path(place) for place in everywhere))

    def list(self) -> list[StoredModel]:
        """Every bundle in every place, in the order of the places, then by folder; broken ones with their reason."""
        found: list[StoredModel] = []
        for place in self.places:
            for folder in _folders(place):
                found.append(_load(folder, place, taken={model.name for model in found}))
        return found

    def find(self, name: Path | str) -> Bundle:
        """The bundle called `name`, or the one in the folder `name` when that is a path (holds a separator, or is one).

        Raises ModelNotFoundError saying where it looked and what there is, BundleError when the one found is broken.
        """
        if isinstance(name, Path) or os.sep in name or "/" in name:
            return self._at(Path(name).expanduser())
        models = self.list()
        for model in models:
            if model.name == name:
                return _usable(model)
        if (Path(name) / MANIFEST_NAME).is_file():
            return load_bundle(name)
        raise self._not_found(name, models)

    def _at(self, folder: Path) -> Bundle:
        if folder.name == MANIFEST_NAME:
            folder = folder.parent
        if not folder.is_dir():
            raise ModelNotFoundError("there is no such model folder", path=folder)
        return load_bundle(folder)

    def _not_found(self, name: str, models: Sequence[StoredModel]) -> ModelNotFoundError:
        names = sorted({model.name for model in models})
        close = difflib.get_close_matches(name, names, n=1)
        there = ", ".join(names) or "none"
        places = ", ".join(map(str, self.places))
        return ModelNotFoundError(
            f"no model is called {name!r}; there are: {there}; looked in: {places}",
            hint=f"did you mean {close[0]!r}?" if close else f"a path or ${PLACES_VARIABLE} may point to others",
        )


def user_models() -> Path:
    """The folder for models the user has trained or imported."""
    return platformdirs.user_data_path("annotator", appauthor=False) / "models"


def bundled_models() -> Path:
    """The folder of the models that ship with annotator: inside the package when installed, beside it in a checkout."""
    package = Path(annotator.__file__).parent
    inside = package / "bundled_models"
    return inside if inside.is_dir() else package.parent / "models"


def _folders(place: Path) -> list[Path]:
    """The bundles in a place; none where one may not look."""
    try:
        if (place / MANIFEST_NAME).is_file():
            return [place]
        return sorted(path.parent for path in place.glob(f"[!.]*/{MANIFEST_NAME}")) if place.is_dir() else []
    except PermissionError:
        return []


def _load(folder: Path, place: Path, taken: set[str]) -> StoredModel:
    try:
        bundle = load_bundle(folder)
    except BundleError as error:
        return StoredModel(folder.name, folder, place, error=error, shadowed=folder.name in taken)
    return StoredModel(bundle.name, folder, place, bundle, shadowed=bundle.name in taken)


def _usable(model: StoredModel) -> Bundle:
    if model.bundle is None:
        raise model.error or BundleError("is broken", path=model.folder)
    return model.bundle
