"""Annotations to other formats, words and reading rules, without looking at a video: one at a time, thousands in a row.

annotation.json -> [other words, other reading rules] -> files, and the annotation with an account of them
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import msgspec

from annotator.batch.annotations import Dictionaries
from annotator.batch.discover import Found
from annotator.batch.results import Result
from annotator.errors import TokenError
from annotator.plugins import Plugins
from annotator.publishing import Page, Published, Publisher, refuse_foreign, sentence_of
from annotator.records import Annotation
from annotator.timeline import READING_RULES, ReadingRules
from annotator.tokens import Token, TokenDictionary
from annotator.wording import Wording, languages_of, reworded
from annotator.writers import NAME_TEMPLATE, Key, named, output_names, read_annotation

Pages: TypeAlias = "Callable[[Annotation, Path, Callable[[str], object]], Mapping[str, Page]]"


@dataclass(frozen=True)
class Order:
    """What is to be made of annotations.

    `formats` to write; `languages`, `rules` (reading rules) and `tokens` (dictionaries by recognizer, "" for the only
    one) where words or cues are to change (None, empty: they stay). `template` and `tagged` say what files are called,
    `folder` where they go (None: beside the annotation), `videos` the folder of the recordings (None: beside it too).
    `keep_missing` keeps the words of classes that a new dictionary lacks.
    """

    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] | None = None
    rules: ReadingRules | None = None
    tokens: Mapping[str, TokenDictionary] = field(default_factory=dict)
    template: str = NAME_TEMPLATE
    tagged: bool = True
    folder: Path | None = None
    videos: Path | None = None
    overwrite: bool = False
    keep_missing: bool = False

    @property
    def changes_words(self) -> bool:
        """Whether words or cues are to be made anew."""
        return bool(self.languages or self.rules or self.tokens)


class Exporter:
    """Carries an order out on one annotation after the other."""

    def __init__(self, plugins: Plugins, order: Order, pages: Pages | None = None) -> None:
        """`pages` says what makes those files of an annotation at a place that no plugin can, and what they lack."""
        self._plugins = plugins
        self._pages = pages or (lambda *_: {})
        self._order = order
        self._sentence = sentence_of(plugins)
        self._dictionaries = Dictionaries(plugins)
        self._writers = {name: plugins.writer(name)() for name in order.formats if name != "json"}
        self._all = {name: kind() for name, kind in plugins.writers().items() if name != "json"}

    def do(self, found: Found) -> Result:
        """Writes what was ordered of one annotation; every failure becomes a result."""
        began = time.perf_counter()
        try:
            return self._done(found, began)
        except Exception as error:  # noqa: BLE001 (one bad annotation never stops the others)
            return Result.failure(found.path, error, time.perf_counter() - began)

    def _done(self, found: Found, began: float) -> Result:
        record = read_annotation(found.path)
        video = self._video(record, found)
        tokens = self._dictionaries.of(record)
        lacking: list[str] = []
        pages = self._pages(record, found.path, lacking.append)
        if record.outputs is None:
            names = output_names(self._all, languages_of(record))
            record = Publisher(self._plugins, tokens, pages).adopted(record, found.path, names, video)
        changed = self._changed(record, tokens)
        publisher = Publisher(self._plugins, tokens | _by_name(self._order.tokens, record), pages)
        published = self._publish(publisher, changed, record, found, video)
        return Result(
            found.path,
            "done" if published.written else "skipped",
            published.paths,
            segments=len(changed.segments),
            text=changed.text,
            duration_s=changed.source.duration,
            decoded_s=changed.source.decoded_duration,
            elapsed_s=time.perf_counter() - began,
            warnings=(*_lacking(record, self._order, tokens), *dict.fromkeys(lacking), *map(_left, published.left)),
        )

    def _publish(
        self, publisher: Publisher, changed: Annotation, record: Annotation, found: Found, video: Path | None
    ) -> Published:
        order, json = self._order, found.path
        names = output_names(self._writers, languages_of(changed), order.template, tagged=order.tagged)
        place = found.place(order.folder)
        files = {key: place / named(name, json.stem) for key, name in names.items()}
        copy = place / json.name
        if order.folder is None or copy.absolute() == json.absolute():
            self._refuse(record, json, files)
            return publisher.publish(changed, json, files, video, overwrite=order.overwrite)
        if "json" in order.formats:
            there = msgspec.structs.replace(changed, outputs=read_annotation(copy).outputs if copy.exists() else ())
            self._refuse(there, copy, files)
            return publisher.publish(there, copy, files, video, overwrite=order.overwrite)
        self._refuse(record, json, files)
        return publisher.hand_out(changed, files, record, json, video)

    def _refuse(self, record: Annotation, place: Path, files: Mapping[Key, Path]) -> None:
        if not self._order.overwrite:
            refuse_foreign(record, place, files.values())

    def _changed(self, record: Annotation, at_hand: Mapping[str, TokenDictionary]) -> Annotation:
        """The annotation in the words and cues that were ordered."""
        order = self._order
        if not order.changes_words:
            return record
        tokens = dict(at_hand) if order.languages else {}
        for name, own in _by_name(order.tokens, record).items():
            tokens[name] = _completed(own, name, record, keep=order.keep_missing)
        rules = order.rules or _rules_of(record)
        # What the last run asked for stays noted, so that the same run again leaves these words as they are.
        wording = Wording(order.languages or languages_of(record), rules, self._sentence, record.run.wording)
        return reworded(record, wording, tokens)

    def _video(self, record: Annotation, found: Found) -> Path | None:
        """Where the recording lies, as far as it is where it should be."""
        names = [record.source.path] if self._order.videos else [record.source.location, record.source.path]
        candidates = (found.place(self._order.videos) / name for name in names if name)
        return next((path for path in candidates if path.is_file()), None)


def _by_name(tokens: Mapping[str, TokenDictionary], record: Annotation) -> dict[str, TokenDictionary]:
    """The dictionaries that concern an annotation; one without a name is of its only recognizer, or of that which had
    one of the same id.
    """
    names = [each.name for each in record.recognizers] or sorted({each.recognizer for each in record.segments})
    found = {name: own for name, own in tokens.items() if name in names}
    bare = tokens.get("")
    if bare is None or not names:
        return found
    alike = [each.name for each in record.recognizers if each.dictionary == bare.id] if len(names) > 1 else names
    if len(alike) != 1:
        raise TokenError(
            f"several recognizers spoke here ({', '.join(names)}), and the dictionary {bare.id} may be of any",
            path=bare.path, hint=f"say which one is meant: --tokens {names[0]}=FILE",
        )  # fmt: skip
    return found | {alike[0]: bare}


def _completed(tokens: TokenDictionary, name: str, record: Annotation, *, keep: bool) -> TokenDictionary:
    """The dictionary, where some of the classes that occur are missing with the words they have; or TokenError."""
    own = {each.class_id: each for each in record.segments if each.recognizer == name and each.class_id >= 0}
    missing = tokens.missing(own)
    if not missing:
        return tokens
    if not keep:
        lost = ", ".join(f"{class_id} ({own[class_id].text})" for class_id in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise TokenError(
            f"lacks classes of {name} that occur: {lost}{more}; nothing was changed",
            path=tokens.path, hint="add them, or --keep-missing keeps the words they have",
        )  # fmt: skip
    kept = {class_id: Token(own[class_id].label, own[class_id].texts) for class_id in missing}
    return replace(tokens, tokens={**tokens.tokens, **kept})


def _rules_of(record: Annotation) -> ReadingRules:
    """The reading rules an annotation's cues were made by."""
    try:
        return msgspec.convert(record.run.options.get("reading", {}), ReadingRules)
    except msgspec.ValidationError:
        return READING_RULES["none"]


def _left(path: Path) -> str:
    return f"{path.name} was changed since annotator wrote it, and stays as it is (--overwrite replaces it)"


def _lacking(record: Annotation, order: Order, at_hand: Mapping[str, TokenDictionary]) -> list[str]:
    """A warning for each recognizer that has no words in a language ordered, since its dictionary is not here."""
    ordered = _by_name(order.tokens, record)
    warnings = []
    for name in sorted({each.recognizer for each in record.segments} - set(at_hand) - set(ordered)):
        own = [each for each in record.segments if each.recognizer == name]
        lacking = [tag for tag in order.languages or () if not all(tag in each.texts for each in own)]
        if lacking:
            warnings.append(f"{name} has no words in {', '.join(lacking)}: its dictionary is not here (--tokens FILE)")
    return warnings
