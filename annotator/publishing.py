"""Files from annotations: every format asked for, and an account of what was written, so that nobody else's is lost."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from annotator.errors import MissingError, OutputError, PluginError
from annotator.files import write_together
from annotator.plugins import Plugins
from annotator.records import Annotation, Output, Segment
from annotator.timeline import READING_RULES, join_words
from annotator.tokens import TokenDictionary
from annotator.wording import Wording, languages_of
from annotator.writers import Context, Key

EVERYTHING = "all"


def make_wording(
    plugins: Plugins, languages: Sequence[str], profile: str, tokens: Mapping[str, TokenDictionary]
) -> Wording:
    """How segments become words and cues with these plugins, languages, reading rules and dictionaries.

    Raises UsageError for reading rules that are none.
    """
    rules = READING_RULES[profile]
    facts = {
        "languages": list(languages),
        "reading": msgspec.to_builtins(rules),
        "tokens": {name: own.sha256 for name, own in tokens.items()},
        "plugins": sorted(f"{each.name} {each.version}" for each in plugins.infos if "annotator_text" in each.hooks),
    }

    def sentence(words: Sequence[Segment], language: str) -> str:
        return plugins.text(words, language) or join_words(words, language)

    fingerprint = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
    return Wording(tuple(languages), rules, sentence, fingerprint)


def format_names(plugins: Plugins, asked: Iterable[str]) -> tuple[str, ...]:
    """The formats meant, without repeats; `all` is every one there is. Raises as `Plugins.writer` does."""
    names = list(dict.fromkeys(asked))
    if EVERYTHING in names:
        names = [*plugins.writers(), *(name for name in names if name != EVERYTHING)]
    for name in names:
        plugins.writer(name)
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Publisher:
    """Writes annotations in the formats of `plugins`; `tokens` are the dictionaries at hand, by recognizer."""

    plugins: Plugins
    tokens: Mapping[str, TokenDictionary] = field(default_factory=dict)

    def render(self, annotation: Annotation, key: Key, path: Path, video: Path | None) -> bytes:
        """The file `path` of a (format, language); raises PluginError when its writer fails."""
        name, language = key
        writer = self.plugins.writer(name)
        try:
            text = writer().render_in(annotation, language, Context(path, video, self.tokens))
        except Exception as error:
            raise PluginError(f"{type(error).__name__}: {error}", plugin=f"format {name}", stage="write") from error
        return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text

    def publish(
        self, annotation: Annotation, place: Path, files: Mapping[Key, Path], video: Path | None = None
    ) -> tuple[Path, ...]:
        """Writes `files`, then the annotation itself to `place`, with an account of them; gives all paths.

        Files that were written from it before and nobody has changed since are written anew too, so that none is left
        behind. All are there whole, or none is. Raises OutputError, PluginError.
        """
        before = annotation.outputs or ()
        wanted = [*files.items(), *self._kept_up(annotation, place, files.values())]
        data = {path: self.render(annotation, key, path, video) for key, path in wanted}
        account = {each.path: each for each in before}
        account |= {each.path: each for each in (_account(key, path, data[path], place) for key, path in wanted)}
        told = msgspec.structs.replace(annotation, outputs=tuple(account[path] for path in sorted(account)))
        write_together([*data.items(), (place, told.as_json())])
        return (*data, place)

    def _kept_up(self, annotation: Annotation, place: Path, others: Iterable[Path]) -> Iterator[tuple[Key, Path]]:
        """What was written from the annotation before, is as it was then, and can be written anew."""
        taken = set(map(place_of, others))
        for each in annotation.outputs or ():
            path = place.parent / each.path
            if place_of(path) in taken or digest_of(path) != each.sha256:
                continue
            try:
                writer = self.plugins.writer(each.format)
            except (MissingError, PluginError):
                continue
            if not writer.per_language or each.language in languages_of(annotation):
                yield (each.format, each.language), path

    def refuse_foreign(
        self, annotation: Annotation, place: Path, files: Mapping[Key, Path], video: Path | None
    ) -> None:
        """Raises OutputError where one of `files` is there and was neither written from the annotation nor is alike."""
        account = account_of(annotation.outputs or (), place)
        for key, path in files.items():
            found = digest_of(path)
            if found is None or found == account.get(place_of(path)):
                continue
            if found != hashlib.sha256(self.render(annotation, key, path, video)).hexdigest():
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


def _account(key: Key, path: Path, data: bytes, place: Path) -> Output:
    relative = os.path.relpath(path.absolute(), place.absolute().parent).replace(os.sep, "/")
    return Output(relative, *key, hashlib.sha256(data).hexdigest())


def place_of(path: Path) -> str:
    """A file's full path in the form in which two of them are compared."""
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 (".." goes, links stay)
