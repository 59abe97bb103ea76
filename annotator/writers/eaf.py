"""ELAN: a tier for each recognizer and person, so that linguists can check and correct what was found."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import PurePath
from typing import Final
from xml.etree.ElementTree import Element, indent, tostring

from pympi.Elan import Eaf, to_adocument

from annotator.records import Annotation, Segment
from annotator.writers.base import Context, Writer
from annotator.writers.eaf_lanes import Lane, lanes
from annotator.writers.eaf_vocabulary import Vocabulary, vocabularies
from annotator.writers.text import one_line

FORMAT: Final = "3.0"
_SCHEMA: Final = f"http://www.mpi.nl/tools/elan/EAFv{FORMAT}.xsd"
_MIME_TYPES: Final = {
    ".avi": "video/x-msvideo",
    ".m4v": "video/mp4",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".mpeg": "video/mpeg",
    ".mpg": "video/mpeg",
    ".webm": "video/webm",
}
# Linguistic types: where there is a vocabulary, those of segments or letters are named after it.
_SEGMENTS, _LETTERS, _ABOUT = "segments", "letters", "about"
_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SAYS: Final = {"ko": "Korean", "en": "English"}


class EafWriter(Writer):
    """EAF 3.0, one file for all languages.

    Top tiers hold the words in the annotation's own language; below them stand a tier a further language and one of
    confidences (symbolic association), and for spelled words one of their letters (included in). The dictionary (the
    classes that occur, where it is not at hand) is a controlled vocabulary of the words, or of the letters where it
    spells. Segments of one recognizer and person that overlap go to further tiers, numbered. Times are whole
    milliseconds.
    """

    name = "eaf"
    extension = ".eaf"
    per_language = False

    def render(self, annotation: Annotation, language: str) -> bytes:
        return self.render_in(annotation, language, Context())

    def render_in(self, annotation: Annotation, language: str, context: Context) -> bytes:  # noqa: ARG002
        return _Document(annotation, context).as_bytes()


class _Document:
    """An EAF in the making."""

    def __init__(self, annotation: Annotation, context: Context) -> None:
        self._vocabularies = vocabularies(annotation, context.tokens)
        self._tags = _languages(annotation, self._vocabularies.values())
        self._chosen: dict[str, str] = {}  # annotation id to the vocabulary's entry
        self._eaf = _empty(annotation)
        self._link(annotation, context)
        self._define()
        for lane in lanes(annotation.segments):
            self._add(lane)

    def as_bytes(self) -> bytes:
        tree: Element = to_adocument(self._eaf, pretty=False)
        slots = tree.find("TIME_ORDER")
        if slots is not None:
            slots[:] = sorted(slots, key=lambda slot: int(slot.attrib["TIME_VALUE"]))
        for element in tree.iter("ALIGNABLE_ANNOTATION"):
            if entry := self._chosen.get(element.attrib["ANNOTATION_ID"]):
                element.set("CVE_REF", entry)
        indent(tree, " ")
        data: bytes = tostring(tree, encoding="UTF-8", xml_declaration=True)
        return data + b"\n"

    def _link(self, annotation: Annotation, context: Context) -> None:
        relative = context.relative_url(annotation)
        self._eaf.add_linked_file(
            context.video_url() or relative,
            relpath=relative if relative.startswith(("../", "file:")) else f"./{relative}",
            mimetype=_MIME_TYPES.get(PurePath(annotation.source.path).suffix.lower(), "unknown"),
        )

    def _define(self) -> None:
        """Languages, types and vocabularies."""
        eaf = self._eaf
        for tag, lang_id in self._tags.items():
            eaf.add_language(lang_id, lang_label=_SAYS.get(tag, tag))
        eaf.add_linguistic_type(_SEGMENTS)
        eaf.add_linguistic_type(_LETTERS, "Included_In")
        eaf.add_linguistic_type(_ABOUT, "Symbolic_Association", timealignable=False)
        for vocabulary in self._vocabularies.values():
            if vocabulary.name in eaf.controlled_vocabularies:
                continue
            eaf.add_controlled_vocabulary(vocabulary.name)
            eaf.add_cv_description(vocabulary.name, next(iter(self._tags.values())), vocabulary.description)
            for entry, values in vocabulary.entries.items():
                described = [(text, self._tags[tag], vocabulary.labels[entry]) for tag, text in values.items()]
                eaf.add_cv_entry(vocabulary.name, entry, described)
            kind, constraint = (_LETTERS, "Included_In") if vocabulary.spelling else (_SEGMENTS, None)
            name = f"{kind} of {vocabulary.name}"
            eaf.add_linguistic_type(name, constraint)
            eaf.linguistic_types[name]["CONTROLLED_VOCABULARY_REF"] = vocabulary.name

    def _type(self, kind: str, lane: Lane) -> str:
        """The linguistic type of a lane's words or letters: with a vocabulary where theirs is one."""
        vocabulary = self._vocabularies.get(lane.recognizer)
        named = vocabulary and vocabulary.spelling == (kind == _LETTERS)
        return f"{kind} of {vocabulary.name}" if vocabulary and named else kind

    def _add(self, lane: Lane) -> None:
        """A lane as a tier, and what belongs to it as tiers below."""
        (own, lang_id), *others = self._tags.items()
        self._eaf.add_tier(
            lane.name,
            ling=self._type(_SEGMENTS, lane),
            part=f"person {lane.person}" if lane.person else None,
            ann=lane.recognizer or None,
            language=lang_id,
        )
        ids = [self._align(lane.name, *placed.span, _value(placed.segment)) for placed in lane.placed]
        segments = [placed.segment for placed in lane.placed]
        vocabulary = self._vocabularies.get(lane.recognizer)
        if vocabulary and not vocabulary.spelling:
            entries = [vocabulary.entry_of(segment, own) for segment in segments]
            self._chosen |= {id_: entry for id_, entry in zip(ids, entries, strict=True) if entry}
        for tag, lang_id in others:
            told = [one_line(each.texts.get(tag, "")) for each in segments]
            self._refer(lane.below(tag), lane.name, ids, told, lang_id)
        self._refer(lane.below("confidence"), lane.name, ids, [_confidence(each) for each in segments])
        self._spell(lane)

    def _align(self, tier: str, start_ms: int, end_ms: int, value: str) -> str:
        self._eaf.add_annotation(tier, start_ms, end_ms, value)
        return f"a{self._eaf.maxaid}"

    def _refer(
        self, tier: str, parent: str, ids: Sequence[str], values: Iterable[str], lang_id: str | None = None
    ) -> None:
        told = [(id_, value) for id_, value in zip(ids, values, strict=True) if value]
        if not told:
            return
        self._eaf.add_tier(tier, ling=_ABOUT, parent=parent, language=lang_id)
        # Not by add_ref_annotation, which looks its parent up by time, among all of them, once for each.
        self._eaf.tiers[tier][1].update({self._eaf.generate_annotation_id(): (i, v, None, None) for i, v in told})

    def _spell(self, lane: Lane) -> None:
        letters = [letter for placed in lane.placed for letter in placed.letters()]
        if not letters:
            return
        name, own = lane.below("letters"), next(iter(self._tags))
        self._eaf.add_tier(name, ling=self._type(_LETTERS, lane), parent=lane.name, language=self._tags[own])
        vocabulary = self._vocabularies.get(lane.recognizer)
        for start_ms, end_ms, letter in letters:
            id_ = self._align(name, start_ms, end_ms, letter)
            if vocabulary and vocabulary.spelling and (entry := vocabulary.entry_called(letter, own)):
                self._chosen[id_] = entry


def _empty(annotation: Annotation) -> Eaf:
    """A document with its head: made at the time of the video, so that the same annotation gives the same bytes."""
    eaf = Eaf(author=f"{annotation.run.tool} {annotation.run.version}".strip())
    eaf.remove_tier("default")
    eaf.remove_linguistic_type("default-lt")
    eaf.adocument |= {
        "AUTHOR": one_line(eaf.adocument["AUTHOR"]),
        "DATE": _date(annotation.source.mtime),
        "FORMAT": FORMAT,
        "VERSION": FORMAT,
        "xsi:noNamespaceSchemaLocation": _SCHEMA,
    }
    eaf.header = {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}
    identity = hashlib.sha256(repr((annotation.source, annotation.run.fingerprint)).encode("utf-8", "replace"))
    eaf.properties = [("URN", f"urn:annotator:{identity.hexdigest()[:32]}")]
    return eaf


def _date(mtime: float) -> str:
    try:
        return datetime.fromtimestamp(mtime, timezone.utc).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, timezone.utc).isoformat(timespec="seconds")


def _value(segment: Segment) -> str:
    return one_line(segment.text) or one_line(segment.label) or str(segment.class_id)


def _confidence(segment: Segment) -> str:
    return f"{segment.confidence:.3f}" if math.isfinite(segment.confidence) else ""


def _languages(annotation: Annotation, known: Iterable[Vocabulary]) -> dict[str, str]:
    """Every language there are words in, the annotation's own first, each with its id in the document."""
    own = one_line(annotation.language) or "und"
    found = {tag for vocabulary in known for values in vocabulary.entries.values() for tag in values}
    found |= {one_line(tag) for segment in annotation.segments for tag in segment.texts}
    tags = [own, *sorted(found - {own, ""})]
    # An id of XML is no free text.
    return {tag: tag if _TAG.fullmatch(tag) else f"language{number}" for number, tag in enumerate(tags)}
