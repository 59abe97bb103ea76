"""What a token dictionary is, once read: ids, their labels (glosses) and their words in each language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from annotator.errors import TokenError
from annotator.text import nfc

# Tried in this order when a token has no word in the language asked for.
FALLBACK_LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class Token:
    """One entry: its `label` (the key or gloss) and its words by language tag, `{"ko": "안녕", "en": "hello"}`."""

    label: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class TokenDictionary:
    """Class ids and their words; does not change after it was read, and crosses process borders.

    `encoding` is what the file was found to be ("utf-8", "utf-8-sig", "utf-16", "cp949"); `spelling` says that the
    tokens are letters which `spell_segments` joins into words; `path` is where it came from, for messages only.
    """

    id: str
    tokens: Mapping[int, Token] = field(repr=False)
    version: str = ""
    encoding: str = "utf-8"
    spelling: bool = False
    path: Path | None = field(default=None, compare=False)

    @cached_property
    def sha256(self) -> str:
        """The digest of ids, labels and words alone: the same content has it in every file form and encoding."""
        content = {str(key): [token.label, dict(token.texts)] for key, token in sorted(self.tokens.items())}
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that at least one token has a word in, Korean first, then English, then by name."""
        found = {language for token in self.tokens.values() for language in token.texts}
        first = [language for language in FALLBACK_LANGUAGES if language in found]
        return (*first, *sorted(found - set(first)))

    def __contains__(self, class_id: object) -> bool:
        return class_id in self.tokens

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids())

    def __len__(self) -> int:
        return len(self.tokens)

    def ids(self) -> tuple[int, ...]:
        """All ids in rising order."""
        return tuple(sorted(self.tokens))

    def known(self, class_id: int) -> bool:
        """Whether the id is in the dictionary; where it is not, the caller owes the user a warning."""
        return class_id in self.tokens

    def missing(self, class_ids: Iterable[int]) -> tuple[int, ...]:
        """Those of `class_ids` that are not in the dictionary, each once, in rising order."""
        return tuple(sorted(set(class_ids) - set(self.tokens)))

    def label(self, class_id: int) -> str:
        """The token's key or gloss; the id itself as text where it is not in the dictionary."""
        token = self.tokens.get(class_id)
        return token.label if token else str(class_id)

    def text(self, class_id: int, language: str) -> str:
        """The token's word in `language`, or the nearest there is; the id as text where it is not in the dictionary.

        "ko-KR" finds "ko-KR", then "ko"; then any language is tried in the order of `FALLBACK_LANGUAGES`, then the
        first one the entry has, then its label.
        """
        token = self.tokens.get(class_id)
        if token is None:
            return str(class_id)
        for wanted in (language, language.partition("-")[0], *FALLBACK_LANGUAGES):
            if wanted in token.texts:
                return token.texts[wanted]
        return next(iter(token.texts.values()), token.label)

    def class_ids_for_folders(
        self, folder_names: Iterable[str], names_are: Literal["id", "word"] | None = None
    ) -> tuple[int, ...]:
        """The token id of each class of a model whose class index is a position among SORTED folder names.

            folders   0  1  10  100  2        index 2 is the folder "10", and token 10 - never token 2

        Folders are named by id or by word (label or any language's text), all of them the same way. Where both
        readings fit and differ, `names_are` has to say which one is meant: nothing is guessed.
        Raises TokenError naming the folder that fits no token, fits several, or appears twice.
        """
        names = sorted(folder_names)
        words = self._ids_by_word()
        readings: dict[str, Callable[[str], list[int]]] = {
            "id": self._by_id,
            "word": lambda name: words.get(nfc(name), []),
        }
        if names_are is not None:
            return self._distinct(names, [self._sole(name, readings[names_are](name), names_are) for name in names])
        found = {kind: [read(name) for name in names] for kind, read in readings.items()}
        whole = {kind: ids for kind, ids in found.items() if all(len(matches) == 1 for matches in ids)}
        if len(whole) == 2 and whole["id"] != whole["word"]:
            raise self._error(
                f"the folder names ({_some(names)}) are both ids and words of this dictionary",
                'say which is meant: names_are="id" or names_are="word"',
            )
        if whole:
            return self._distinct(names, [matches[0] for matches in next(iter(whole.values()))])
        fewest = min(found, key=lambda kind: sum(len(matches) != 1 for matches in found[kind]))
        return self._distinct(names, [self._sole(n, m, fewest) for n, m in zip(names, found[fewest], strict=True)])

    def _by_id(self, name: str) -> list[int]:
        value = int(name) if re.fullmatch(r"[0-9]+", name) else -1
        return [value] if value in self.tokens else []

    def _ids_by_word(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for class_id, token in sorted(self.tokens.items()):
            for word in {token.label, *token.texts.values()}:
                index.setdefault(word, []).append(class_id)
        return index

    def _sole(self, name: str, matches: list[int], kind: str) -> int:
        if not matches:
            raise self._error(
                f'the folder "{name}" is no {kind} in this dictionary', "add the token, or name the folder by its id"
            )
        if len(matches) > 1:
            raise self._error(f'the folder "{name}" fits the tokens {matches}', "name the folders by token id")
        return matches[0]

    def _distinct(self, names: list[str], ids: list[int]) -> tuple[int, ...]:
        for at, class_id in enumerate(ids):
            if class_id in ids[:at]:
                raise self._error(
                    f'the folders "{names[ids.index(class_id)]}" and "{names[at]}" are the same token {class_id}',
                    "give every class one folder",
                )
        return tuple(ids)

    def _error(self, reason: str, hint: str) -> TokenError:
        return TokenError(reason if self.path else f"{self.id}: {reason}", path=self.path, hint=hint)


def _some(names: list[str], limit: int = 4) -> str:
    return ", ".join(names[:limit]) + (", ..." if len(names) > limit else "")
