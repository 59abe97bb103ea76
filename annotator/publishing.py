"""Files from annotations: every format asked for, and an account of what was written, so that nobody else's is lost."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import msgspec

from annotator.errors import MissingError, OutputError, PluginError
from annotator.files import write_together
from annotator.plugins import Plugins
from annotator.records import Annotation, Output
from annotator.timeline import ReadingRules, Sentence, join_words
from annotator.tokens import TokenDictionary
from annotator.wording import Wording, languages_of
from annotator.writers import Context, Key, named

EVERYTHING = "all"
Page: TypeAlias = "Callable[[Annotation, Context], bytes]"


def make_wording(
    plugins: Plugins, languages: Sequence[str], rules: ReadingRules, tokens: Mapping[str, TokenDictionary]
) -> Wording:
    """How segments become words and cues with these plugins, languages, reading rules and dictionaries."""
    facts = {
        "languages": list(languages),
        "reading": msgspec.to_builtins(rules),
        "tokens": {name: own.sha256 for name, own in tokens.items()},
        "plugins": sorted(f"{each.name} {each.version}" for each in plugins.infos if "annotator_text" in each.hooks),
    }
    fingerprint = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
    return Wording(tuple(languages), rules, sentence_of(plugins), fingerprint)


def sentence_of(plugins: Plugins) -> Sentence:
    """What makes a text of words: the first plugin that has one, or else they are joined."""
    return lambda words, language: plugins.text(words, language) or join_words(words, language)


def format_names(plugins: Plugins, asked: Iterable[str]) -> tuple[str, ...]:
    """The formats meant, without repeats; `all` is every one there is. Raises as `Plugins.writer` does."""
    names = list(dict.fromkeys(asked))
    if EVERYTHING in names:
        names = [*plugins.writers(), *(name for name in names if name != EVERYTHING)]
    for name in names:
        plugins.writer(name)
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Published:
    """The files of an annotation, how many of them had to be written, and those that were left as users made them."""

    paths: tuple[Path, ...]
    written: int
    left: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Publisher:
    """Writes annotations in the formats of `plugins`; `tokens` are the dictionaries at hand, by recognizer.

    `pages` make what no plugin can, since it takes more than the annotation (the report of a score): by format.
    """

    plugins: Plugins
    tokens: Mapping[str, TokenDictionary] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)

    def render(self, annotation: Annotation, key: Key, path: Path, video: Path | None) -> bytes:
        """The file `path` of a (format, language); raises PluginError when its writer fails."""
        name, language = key
        annotation = msgspec.structs.replace(annotation, outputs=None)  # no file tells of the others
        if name in self.pages:
            return self.pages[name](annotation, Context(path, video, self.tokens))
        writer = self.plugins.writer(name)
        try:
            text = writer().render_in(annotation, language, Context(path, video, self.tokens))
        except Exception as error:
            raise PluginError(f"{type(error).__name__}: {error}", plugin=f"format {name}", stage="write") from error
        return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text

    def publish(
        self,
        annotation: Annotation,
        place: Path,
        files: Mapping[Key, Path],
        video: Path | None = None,
        *,
        overwrite: bool = False,
    ) -> Published:
        """Writes `files`, then the annotation itself to `place`, with an account of them and of where `video` lies.

        Files that were written beside it before are written anew too, so that none is left behind; those that were
        changed since only with `overwrite`. All are there whole, or none is; what is there already as it should be is
        not touched. Raises OutputError, PluginError.
        """
        annotation = _located(annotation, place, video)
        before = dict(self._written_before(annotation, place, files.values()))
        left = () if overwrite else tuple(path for path, (_, sha256) in before.items() if digest_of(path) != sha256)
        wanted = [*files.items(), *((key, path) for path, (key, _) in before.items() if path not in left)]
        data = {path: self.render(annotation, key, path, video) for key, path in wanted}
        told = _accounted(annotation, wanted, data, place)
        return replace(_write([*data.items(), (place, told.as_json())]), left=left)

    def hand_out(
        self, annotation: Annotation, files: Mapping[Key, Path], record: Annotation, place: Path, video: Path | None
    ) -> Published:
        """Writes `files` elsewhere, and an account of them into the `record` at `place`, where that may be written.

        The record keeps its own words and cues. Raises OutputError, PluginError.
        """
        data = {path: self.render(annotation, key, path, video) for key, path in files.items()}
        told = _accounted(record, files.items(), data, place)
        try:
            return _write([*data.items(), (place, told.as_json())])
        except OutputError as error:
            if error.path != place:
                raise
            return _write([*data.items()])

    def adopted(self, annotation: Annotation, place: Path, names: Mapping[Key, str], video: Path | None) -> Annotation:
        """An annotation that keeps no account, with one of the files beside it that are as it would write them."""
        paths = {key: place.with_name(named(name, place.stem)) for key, name in names.items()}
        there = {key: path for key, path in paths.items() if path.is_file()}
        data = {path: self.render(annotation, key, path, video) for key, path in there.items()}
        own = [(key, path) for key, path in there.items() if path.read_bytes() == data[path]]
        return _accounted(annotation, own, data, place)

    def _written_before(
        self, annotation: Annotation, place: Path, others: Iterable[Path]
    ) -> Iterator[tuple[Path, tuple[Key, str]]]:
        """What was written beside the annotation, is still there and can be written anew, with its sha256 then."""
        taken = set(map(place_of, others))
        for each in annotation.outputs or ():
            path = place.parent / each.path
            elsewhere = each.path.startswith("../") or Path(each.path).is_absolute()
            if elsewhere or place_of(path) in taken or not path.is_file():
                continue
            if each.format in self.pages:
                yield path, ((each.format, each.language), each.sha256)
                continue
            try:
                writer = self.plugins.writer(each.format)
            except (MissingError, PluginError):
                continue
            if not writer.per_language or each.language in languages_of(annotation):
                yield path, ((each.format, each.language), each.sha256)


def _located(annotation: Annotation, place: Path, video: Path | None) -> Annotation:
    """The annotation with the way from its folder to the video, as far as that is known."""
    if video is None:
        return annotation
    way = _way(place.absolute().parent, video)
    source = msgspec.structs.replace(annotation.source, location="" if way == annotation.source.path else way)
    return msgspec.structs.replace(annotation, source=source)


def _way(folder: Path, path: Path) -> str:
    """`path` as seen from a folder, with forward slashes; whole where they are on different drives."""
    try:
        return os.path.relpath(path.absolute(), folder).replace(os.sep, "/")
    except ValueError:
        return path.absolute().as_posix()


def refuse_foreign(record: Annotation, place: Path, files: Iterable[Path]) -> None:
    """Raises OutputError where one of `files` is there and is not what was written from the record at `place`."""
    account = account_of(record.outputs or (), place)
    for path in files:
        if digest_of(path) not in (None, account.get(place_of(path))):
            raise not_ours(path)


def not_ours(path: Path) -> OutputError:
    """What is said of a file that annotator must not touch."""
    return OutputError(
        "was not written by annotator, or was changed since", path=path, hint="--overwrite replaces it; or move it away"
    )


def account_of(outputs: Iterable[Output], place: Path) -> dict[str, str]:
    """The sha256 of each file that was written from the annotation at `place`, by its full path."""
    return {place_of(place.parent / each.path): each.sha256 for each in outputs}


def digest_of(path: Path) -> str | None:
    """The sha256 of a file; None where there is none, "" where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def _accounted(
    record: Annotation, files: Iterable[tuple[Key, Path]], data: Mapping[Path, bytes], place: Path
) -> Annotation:
    """The record with an account of `files` besides those it knows of."""
    account = {each.path: each for each in record.outputs or ()}
    for (format_, language), path in files:
        relative = _way(place.absolute().parent, path)
        account[relative] = Output(relative, format_, language, hashlib.sha256(data[path]).hexdigest())
    return msgspec.structs.replace(record, outputs=tuple(account[path] for path in sorted(account)))


def _write(files: list[tuple[Path, bytes]]) -> Published:
    changed = [(path, data) for path, data in files if digest_of(path) != hashlib.sha256(data).hexdigest()]
    if changed:
        write_together(changed)
    return Published(tuple(path for path, _ in files), len(changed))


def place_of(path: Path) -> str:
    """A file's full path in the form in which two of them are compared."""
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 (".." goes, links stay)
