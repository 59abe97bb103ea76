"""What the classes of a network mean: the token id and the word of every class index."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from annotator.errors import UsageError
from annotator.tokens import TokenDictionary, load_tokens, parse_tokens
from annotator.training.importing.answers import Answers
from annotator.training.importing.layout import Missing

_IDLE_WORDS: Final = {
    "idle",
    "none",
    "nothing",
    "background",
    "rest",
    "unknown",
    "other",
    "없음",
    "쉼",
    "무동작",
    "배경",
}
_NUMBERED: Final = re.compile(r"\s*[0-9]+\s+\S")
_LABELS: Final = Missing(
    "--labels FILE", "what the classes mean: token dictionary, labels.txt, or folder of class folders"
)
_ORDER: Final = Missing(
    "--class-order ids|rising|sorted-ids|sorted-words",
    "which token each class index is: the token id itself; the ids in rising order; their position among folder names "
    'sorted as text ("0", "1", "10", "2"); or among words so sorted. Or --folders, the folders it was trained on',
)


@dataclass(frozen=True)
class Classes:
    """Token id by class index, the dictionary that gives them words, and the ids that mean nothing is shown.

    `order` says in words how class indices became token ids.
    """

    ids: tuple[int, ...]
    tokens: TokenDictionary
    idle: tuple[int, ...]
    order: str

    @property
    def words(self) -> list[str]:
        """The words by class index, as a person reads them."""
        return [self.tokens.text(class_id, "ko") for class_id in self.ids]


def find_classes(count: int, answers: Answers, name: str, beside: Path | None) -> tuple[Classes | None, list[Missing]]:
    """The meaning of `count` classes, or what is missing to know it.

    `name` is what a dictionary without a name is called, `beside` the `labels.txt` that lies beside the model. Raises
    UsageError or TokenError where labels, order and number do not fit together.
    """
    labels: Any = answers.labels if answers.labels is not None else beside
    folders = _folder_names(answers.folders)
    if isinstance(labels, str | Path) and Path(labels).is_dir():
        labels, folders = None, folders or _folder_names(str(labels))
    if labels is None:
        if folders is None or all(folder.isdecimal() for folder in folders):
            return None, [_LABELS]
        tokens, stated = _tokens_of_folders(folders, name), False
    else:
        tokens, stated = _read(labels, name, answers.language)
    found = _order(tokens, stated, folders, answers)
    if found is None:
        _check_count(count, tokens.ids(), tokens, labels)
        return None, [_ORDER]
    ids, order = found
    _check_count(count, ids, tokens, labels)
    used = replace(tokens, tokens={class_id: tokens.tokens[class_id] for class_id in sorted(ids)})
    return Classes(ids, used, _idle(used, answers), order), []


def _read(labels: Any, name: str, language: str | None) -> tuple[TokenDictionary, bool]:
    """The dictionary, and whether its form says that its numbers are class indices: a list, and `labels.txt`."""
    if not isinstance(labels, str | Path):
        text = json.dumps(labels, ensure_ascii=False)
        return parse_tokens(text, name=name, form=".json", language=language), isinstance(labels, list)
    path = Path(labels)
    tokens = load_tokens(path, language=language)
    text = path.read_bytes().decode("utf-8-sig", "replace").strip()
    lines = [line for line in text.splitlines() if line.strip()]
    numbered = path.suffix.lower() == ".txt" and all(_NUMBERED.match(line) for line in lines)
    return tokens, numbered or text.startswith("[")


def _folder_names(given: str | list[str] | None) -> list[str] | None:
    """The names of class folders: those in a folder (or its `train`), the lines of a text file, or a JSON list."""
    if given is None or isinstance(given, list):
        return given
    path = Path(given)
    if path.is_dir():
        root = path / "train" if (path / "train").is_dir() else path
        names = [item.name for item in root.iterdir() if item.is_dir() and not item.name.startswith(".")]
    else:
        try:
            text = path.read_bytes().decode("utf-8-sig")
            names = json.loads(text) if text.lstrip().startswith("[") else text.splitlines()
        except (OSError, ValueError) as error:
            raise UsageError(f"folders: cannot be read: {error}", path=path) from error
    found = [str(name).strip() for name in names if str(name).strip()]
    if not found:
        raise UsageError("folders: there is no class folder", path=path)
    return found


def _tokens_of_folders(folders: Sequence[str], name: str) -> TokenDictionary:
    """Folders named by words are a dictionary themselves."""
    return parse_tokens(json.dumps(sorted(folders), ensure_ascii=False), name=name, form=".json")


def _order(
    tokens: TokenDictionary, stated: bool, folders: list[str] | None, answers: Answers
) -> tuple[tuple[int, ...], str] | None:
    """Token id by class index, and how that is known; None where it is not."""
    if folders is not None:
        kinds = {"ids": "id", "words": "word", None: None}
        ids = tokens.class_ids_for_folders(folders, kinds[answers.folders_are])  # type: ignore[arg-type]
        return ids, "position among the sorted names of the folders it was trained on"
    order = answers.class_order or ("ids" if stated else None)
    rising = tokens.ids()
    if order == "ids":
        if rising != tuple(range(len(rising))):
            gap = next(number for number, class_id in enumerate(rising) if number != class_id)
            raise UsageError(
                f"class_order: ids {_some(rising)} are no class indices: there is none for {gap}",
                path=tokens.path,
                hint="--class-order rising, sorted-ids or sorted-words, or --folders; or add the class to the labels",
            )
        return rising, "the token ids are the class indices"
    if order == "rising":
        return rising, "the token ids in rising order"
    if order == "sorted-ids":
        return tuple(sorted(rising, key=str)), "position among the token ids sorted as text"
    if order == "sorted-words":
        return _by_words(tokens), "position among the words sorted as text"
    return None


def _by_words(tokens: TokenDictionary) -> tuple[int, ...]:
    if many := [token.label for token in tokens.tokens.values() if len({token.label, *token.texts.values()}) > 1]:
        raise UsageError(
            f"class_order: {many[0]!r} has several words, any of which may have named its folder",
            path=tokens.path,
            hint="--folders, the folders it was trained on",
        )
    return tuple(sorted(tokens.ids(), key=tokens.label))


def _check_count(count: int, ids: Sequence[int], tokens: TokenDictionary, labels: Any) -> None:
    """Raises UsageError where there is not a label for every class, naming the likely cause."""
    if len(ids) == count:
        return
    path = Path(labels) if isinstance(labels, str | Path) else None
    hint = None
    if len(ids) == count - 1:
        hint = _one_too_few(tuple(sorted(ids)))
    elif len(ids) == count + 1:
        hint = _one_too_many(tokens)
    raise UsageError(f"labels: they name {len(ids)} classes, the network has {count}", path=path, hint=hint)


def _one_too_few(ids: tuple[int, ...]) -> str:
    if ids and ids[0] == 1:
        return "the ids begin at 1, so class 0 was probably never used: add an entry for 0, and name it with --idle"
    if gap := sorted(set(range(len(ids) + 1)) - set(ids) - {len(ids)}):
        return f"the ids leave out {gap[0]}, which the network may keep free: add an entry for it, and --idle {gap[0]}"
    return (
        "probably it has a class for nothing (idle, none, background): add it to the labels where it stands, and name "
        "it with --idle"
    )


def _one_too_many(tokens: TokenDictionary) -> str:
    for class_id in tokens:
        words = {tokens.label(class_id), *tokens.tokens[class_id].texts.values()}
        if any(word.casefold() in _IDLE_WORDS for word in words):
            return f"{tokens.label(class_id)!r} may be no class of the network: take it out of the labels"
    return "a class without samples when it was trained, or the heading of a table taken for a label?"


def _idle(tokens: TokenDictionary, answers: Answers) -> tuple[int, ...]:
    found = []
    for name in answers.idle:
        matches = [
            class_id
            for class_id in tokens
            if str(name) in {str(class_id), tokens.label(class_id), *tokens.tokens[class_id].texts.values()}
        ]
        if len(matches) != 1:
            raise UsageError(f"idle: {name!r} is {'no class' if not matches else 'several classes'} of this model")
        found += matches
    return tuple(dict.fromkeys(found))


def _some(ids: Sequence[int], limit: int = 5) -> str:
    return ", ".join(map(str, ids[:limit])) + (", ..." if len(ids) > limit else "")
