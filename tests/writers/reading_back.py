"""What other programs read in our files: pysubs2, ffmpeg, csv, pympi."""

from __future__ import annotations

import csv
import html
import io
import json
import os
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import av
import pysubs2
import xmlschema
from pympi.Elan import Eaf


class Heard(NamedTuple):
    """A cue or segment as another program reads it."""

    start_ms: int
    end_ms: int
    text: str


def by_pysubs2(text: str, name: str) -> list[Heard]:
    tags = {} if name == "ass" else {"keep_html_tags": True}
    script = pysubs2.SSAFile.from_string(text, format_=name, **tags)
    found = [Heard(event.start, event.end, event.plaintext) for event in script]
    return [each._replace(text=html.unescape(each.text)) for each in found] if name == "vtt" else found


def by_ffmpeg(path: Path) -> list[Heard]:
    """Empty .srt files are refused by ffmpeg, which takes them for something else."""
    found = []
    with av.open(str(path)) as container:
        stream = container.streams.subtitles[0]
        for packet in container.demux(stream):
            if packet.size:
                text = "\n".join(shown.dialogue.decode() for shown in packet.decode())
                start, length = packet.pts * packet.time_base, packet.duration * packet.time_base
                found.append(Heard(round(start * 1000), round((start + length) * 1000), text))
    return found


def by_csv(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True))


def by_pympi(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """The tiers with times of their own, each with its annotations."""
    eaf = Eaf(str(path))
    return {
        tier: sorted(eaf.get_annotation_data_for_tier(tier)) for tier in eaf.get_tier_names() if not eaf.tiers[tier][1]
    }


def by_json(text: str) -> Any:
    return json.loads(text)


@cache
def schema() -> xmlschema.XMLSchema:
    """What ELAN's files may hold: our own reading of its documentation, or the published schema (EAF_SCHEMA=FILE)."""
    return xmlschema.XMLSchema(os.environ.get("EAF_SCHEMA", str(Path(__file__).with_name("eaf-3.0.xsd"))))
