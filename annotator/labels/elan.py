"""Labels from ELAN's .eaf: the annotations of its tiers. Document types and entities are refused, never expanded.

Tiers whose annotations refer to others (symbolic association: translations, confidence) are dependent: they give those
their words in a further language, where the tier says which, and are no labels of their own unless asked for. Read here
and not by pympi, which expands entities and does not know at which line an annotation stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from annotator.errors import DatasetError
from annotator.labels.label import Label, LabelFile
from annotator.text import nfc

_HINT: Final = "align every annotation in ELAN, and save"


@dataclass(frozen=True)
class _Annotation:
    """One annotation; times are slots, or those of the annotation it refers to."""

    tier: str
    line: int
    slots: tuple[str, str] | None
    refers_to: str
    text: str
    language: str = ""
    detail: bool = False  # of a tier that annotator has put below another, as in `ksl-letters [letters]`


@dataclass
class _Document:
    """What is read from a file, piece by piece."""

    path: Path
    origin_ms: int = 0
    slots: dict[str, int | None] = field(default_factory=dict)
    annotations: dict[str, _Annotation] = field(default_factory=dict)
    _tier: str = ""
    _language: str = ""
    _detail: bool = False
    _open: dict[str, Any] = field(default_factory=dict)
    _text: list[str] | None = None

    def start(self, name: str, given: dict[str, str], line: int) -> None:
        if name == "MEDIA_DESCRIPTOR" and not self.origin_ms:
            self.origin_ms = int(given.get("TIME_ORIGIN", 0))
        elif name == "TIME_SLOT":
            self.slots[given["TIME_SLOT_ID"]] = int(given["TIME_VALUE"]) if "TIME_VALUE" in given else None
        elif name == "TIER":
            self._tier, self._language = nfc(given["TIER_ID"]), given.get("LANG_REF", "").lower()
            self._detail = self._tier.startswith(f"{nfc(given.get('PARENT_REF', ''))} [") and self._tier.endswith("]")
        elif name in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            slots = (given["TIME_SLOT_REF1"], given["TIME_SLOT_REF2"]) if name == "ALIGNABLE_ANNOTATION" else None
            self._open = {
                "id": given["ANNOTATION_ID"], "line": line, "slots": slots, "refers_to": given.get("ANNOTATION_REF", "")
            }  # fmt: skip
        elif name == "ANNOTATION_VALUE":
            self._text = []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name == "ANNOTATION_VALUE":
            self._open["text"] = nfc("".join(self._text or []))
            self._text = None
        elif name in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            key = self._open.pop("id")
            self.annotations[key] = _Annotation(
                self._tier, text=self._open.pop("text", ""), language=self._language, detail=self._detail, **self._open
            )

    def times_s(self, annotation: _Annotation) -> tuple[float, float]:
        """An annotation's times: those of its slots, or of the one it refers to."""
        where, seen = f"line {annotation.line}", 0
        while annotation.slots is None:
            refers_to = self.annotations.get(annotation.refers_to)
            seen += 1
            if refers_to is None or seen > len(self.annotations):
                raise DatasetError(f"{where}: refers to no annotation", path=self.path)
            annotation = refers_to
        found = []
        for slot in annotation.slots:
            value = self.slots.get(slot)
            if value is None:
                raise DatasetError(
                    f"{where}: {annotation.text!r} has no time at its start or end", path=self.path, hint=_HINT
                )
            found.append((value + self.origin_ms) / 1000)
        return found[0], found[1]


def read_elan(path: Path) -> LabelFile:
    """All annotations with words, of all tiers; raises DatasetError naming the line. Those without are left out, and
    told.
    """
    document = _parse(path)
    texts = _texts(document)
    labels, empty = [], 0
    for key, annotation in document.annotations.items():
        if not annotation.text:
            empty += 1
            continue
        start_s, end_s = document.times_s(annotation)
        where, dependent = f"line {annotation.line}", annotation.slots is None or annotation.detail
        own = {} if dependent else texts.get(key, {})
        labels.append(Label(start_s, end_s, annotation.text, where, annotation.tier, texts=own, dependent=dependent))
    if not labels:
        raise DatasetError("holds no annotation with words", path=path)
    notes = [f"{path.name} has {empty} annotations without words, left out"] if empty else []
    if document.origin_ms:
        notes.append(f"{path.name}: its media begins {document.origin_ms} ms before its times, which was added")
    return LabelFile(path, tuple(labels), tuple(notes))


def _texts(document: _Document) -> dict[str, dict[str, str]]:
    """The words of each annotation by language: its own tier's, and those of dependent tiers that say theirs."""
    texts: dict[str, dict[str, str]] = {}
    for key, annotation in document.annotations.items():
        if annotation.language and annotation.text:
            about = annotation.refers_to if annotation.slots is None else key
            texts.setdefault(about, {}).setdefault(annotation.language, annotation.text)
    return texts


def _parse(path: Path) -> _Document:
    document = _Document(path)
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise DatasetError(
            f"line {parser.CurrentLineNumber}: declares a document type, which ELAN does not", path=path,
            hint="such files can harm their reader; save it anew with ELAN",
        )  # fmt: skip

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, given: document.start(name, given, parser.CurrentLineNumber)
    parser.EndElementHandler = document.end
    parser.CharacterDataHandler = document.data
    try:
        parser.Parse(path.read_bytes(), True)
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
    except expat.ExpatError as error:
        raise DatasetError(f"line {error.lineno}: broken XML: {expat.ErrorString(error.code)}", path=path) from error
    except (KeyError, ValueError) as error:
        raise DatasetError(f"line {parser.CurrentLineNumber}: is no EAF of ELAN: {error}", path=path) from error
    return document
