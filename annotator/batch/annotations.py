"""Annotations that are there: finding them in folders, and the dictionaries their words came from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from annotator.batch.discover import Discovery, Found
from annotator.errors import AnnotatorError
from annotator.models import ModelStore
from annotator.plugins import Plugins
from annotator.records import Annotation
from annotator.tokens import TokenDictionary
from annotator.writers import find_annotations


def discover_annotations(inputs: Sequence[str | Path]) -> Discovery:
    """The annotations meant: files as named, folders with all below, in order and without repeats.

    In folders other tools' JSON is `ignored`. Raises UsageError where there is no such file or folder.
    """
    found, others = find_annotations(inputs)
    return Discovery([Found(*place) for place in found], others)


class Dictionaries:
    """The token dictionaries of the models that are here."""

    def __init__(self, plugins: Plugins) -> None:
        store = ModelStore(plugins.model_folders())
        self._bundles = {model.name: model.bundle for model in store.list() if model.bundle and not model.shadowed}
        self._of = lru_cache(maxsize=None)(self._load)

    def of(self, annotation: Annotation) -> dict[str, TokenDictionary]:
        """The dictionaries of an annotation's recognizers, by name: those that are here as they were then."""
        used = zip(annotation.recognizers, annotation.dictionary, strict=False)
        found = {recognizer.name: self._of(recognizer.name, record.sha256) for recognizer, record in used}
        return {name: tokens for name, tokens in found.items() if tokens}

    def _load(self, name: str, sha256: str) -> TokenDictionary | None:
        bundle = self._bundles.get(name)
        if bundle is None:
            return None
        try:
            tokens = bundle.tokens()
        except AnnotatorError:
            return None
        return tokens if tokens.sha256 == sha256 else None
