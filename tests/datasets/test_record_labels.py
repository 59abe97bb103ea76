"""Labels next to videos: every form says the same, and what is wrong is told with file, line and time."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import Recorded, Recording, open_dataset, record_labels
from annotator.errors import DatasetError, UsageError
from annotator.labels import clock, parse_time
from annotator.tokens import parse_tokens
from annotator.truth import Truth, TruthSegment, load_truth
from annotator.video import frames, probe

Run = Callable[..., Any]
Spans = Sequence[tuple[float, float, str]]
SIGNS = [(0.5, 1.25, "안녕"), (1.25, 2.0, "감사"), (2.5, 3.9, "안녕")]


def srt(spans: Spans) -> str:
    def time(s: float) -> str:
        return "0" + clock(s).replace(".", ",")

    return "\n".join(f"{n}\n{time(a)} --> {time(b)}\n<i>{text}</i>\n" for n, (a, b, text) in enumerate(spans, 1))


def vtt(spans: Spans) -> str:
    cues = "\n\n".join(f"{clock(a)[2:]} --> {clock(b)[2:]} align:start\n{text}" for a, b, text in spans)
    return f"WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue {{}}\n\n{cues}\n"


def eaf(spans: Spans, origin_ms: int = 0, tier: str = "signs") -> str:
    slots = [round(1000 * time) - origin_ms for a, b, _ in spans for time in (a, b)]
    order = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{ms}"/>' for n, ms in enumerate(slots))
    told = "\n".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" '
        f'TIME_SLOT_REF1="ts{2 * n}" TIME_SLOT_REF2="ts{2 * n + 1}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n, (_, _, text) in enumerate(spans)
    )
    notes = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="r{n}" ANNOTATION_REF="a{n}">'
        f"<ANNOTATION_VALUE>note {n}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for n in range(len(spans))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT><HEADER>'
        f'<MEDIA_DESCRIPTOR MEDIA_URL="file:///a.mp4" TIME_ORIGIN="{origin_ms}"/>'
        f'</HEADER><TIME_ORDER>{order}</TIME_ORDER>\n<TIER TIER_ID="{tier}">{told}</TIER>\n'
        f'<TIER TIER_ID="notes" PARENT_REF="{tier}">{notes}</TIER></ANNOTATION_DOCUMENT>'
    )


def table(spans: Spans, delimiter: str = ",", header: str = "start,end,label\n") -> str:
    return header + "".join(f"{clock(a)}{delimiter}{b}{delimiter}{text}\n" for a, b, text in spans)


def truth(spans: Spans) -> str:
    import msgspec

    segments = tuple(TruthSegment("words", text, a, b, {"ko": text}) for a, b, text in spans)
    return msgspec.json.encode(Truth(video="x.mp4", duration_s=4.0, segments=segments)).decode()


def morphemes(spans: Spans) -> str:
    return json.dumps({"data": [{"start": a, "end": b, "attributes": [{"name": text}]} for a, b, text in spans]})


FORMS: dict[str, tuple[str, bytes]] = {
    "srt": ("film.srt", srt(SIGNS).encode()),
    "srt of windows": ("film.ko.srt", srt(SIGNS).replace("\n", "\r\n").encode("utf-8-sig")),
    "srt in CP949": ("film.srt", srt(SIGNS).encode("cp949")),
    "vtt": ("film.vtt", vtt(SIGNS).encode()),
    "eaf": ("film.eaf", eaf(SIGNS).encode()),
    "eaf with an origin": ("film.eaf", eaf(SIGNS, 250).encode()),
    "csv": ("film.csv", table(SIGNS).encode()),
    "csv without header": ("film.csv", table(SIGNS, header="").encode()),
    "csv in CP949": ("film.csv", table(SIGNS, ";", "시작;끝;단어\n").encode("cp949")),
    "tsv in UTF-16": ("film.tsv", table(SIGNS, "\t", "onset\toffset\tgloss\n").encode("utf-16")),
    "truth": ("labels.json", truth(SIGNS).encode()),
    "morphemes": ("film_morpheme.json", morphemes(SIGNS).encode()),
}


@pytest.fixture(scope="module")
def film(make_video: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds at 25 a second, light from 1.25 to 2 s."""
    return make_video(tmp_path_factory.mktemp("films") / "film.mp4", "black:1.24,white:0.76,black:2")


def recorded(film: Path, folder: Path, name: str, content: bytes | str, how: Recording | None = None) -> Recorded:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (one,) = record_labels(film, file, how or Recording()).recorded
    return one


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(film: Path, tmp_path: Path, form: str) -> None:
    name, content = FORMS[form]
    one = recorded(film, tmp_path, name, content)
    assert one.truth is not None, one.faults
    assert [(s.start_s, s.end_s, s.token, s.tier) for s in one.truth.segments] == [(*sign, "words") for sign in SIGNS]
    assert (one.truth.video, one.truth.duration_s, one.truth.frame_rate) == ("film.mp4", 4.0, "25")
    said = " ".join(one.notes)
    assert ("CP949" in said) == ("CP949" in form)
    assert ("byte order mark" in said) == ("windows" in form)
    assert ("250 ms" in said) == ("origin" in form)


def test_frames_become_times_at_the_rate_of_the_video(film: Path, tmp_path: Path) -> None:
    found = [{"label": "안녕", "support": [11, 30]}, {"label": "감사", "support": [31, 50]}]  # FiftyOne counts from 1
    one = recorded(film, tmp_path, "labels.json", json.dumps({"classes": None, "labels": {"film": found}}))
    assert one.truth is not None
    assert [(s.start_s, s.end_s, s.token) for s in one.truth.segments] == [(0.4, 1.2, "안녕"), (1.2, 2.0, "감사")]


def test_notes_of_elan_have_the_times_of_what_they_are_about(film: Path, tmp_path: Path) -> None:
    one = recorded(film, tmp_path, "film.eaf", eaf(SIGNS), Recording(tier="notes", name="letters"))
    assert one.truth is not None
    assert [(s.start_s, s.token, s.tier) for s in one.truth.segments][1] == (1.25, "note 1", "letters")


LATE = "1\n00:00:03,000 --> 00:00:05,000\n안녕\n"
TWO_TIERS = eaf(SIGNS).replace(
    "</ANNOTATION_DOCUMENT>",
    '<TIER TIER_ID="right"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="z" TIME_SLOT_REF1="ts0" '
    'TIME_SLOT_REF2="ts1"><ANNOTATION_VALUE>x</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>'
    "</ANNOTATION_DOCUMENT>",
)
TWO = "1\n00:00:01,000 --> 00:00:02,000\n안녕\n\n2\n00:00:01,500 --> 00:00:02,500\n감사\n"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "film.srt",
            LATE,
            ["film.srt: line 2, at 0:00:03.000: '안녕' ends at 0:00:05.000, after the video (0:00:04.000)"],
        ),
        ("film.srt", TWO, ["line 6, at 0:00:01.500: '감사' overlaps '안녕' (line 2), which ends at 0:00:02.000"]),
        ("film.csv", "start,end,label\n1,2,모름\n", ["line 2, at 0:00:01.000: '모름' is not in the token dictionary"]),
        ("film.csv", "2,1,안녕\n", ["line 1, at 0:00:02.000: '안녕' ends at 0:00:01.000, not after its start"]),
        ("film.eaf", TWO_TIERS, ["film.eaf: dataset: has the tiers right, signs (say which with --tier)"]),
    ],
)
def test_faults_name_file_line_and_time(film: Path, tmp_path: Path, name: str, content: str, told: list[str]) -> None:
    tokens = parse_tokens('["안녕", "감사"]', name="t")
    one = recorded(film, tmp_path, name, content, Recording(tokens))
    assert one.truth is None
    assert len(one.faults) == len(told)
    assert all(fault.endswith(end) for fault, end in zip(one.faults, told, strict=True)), one.faults


def test_faulty_labels_may_be_left_out(film: Path, tmp_path: Path) -> None:
    one = recorded(film, tmp_path, "film.srt", TWO, Recording(skip_bad=True))
    assert one.truth is not None
    assert [segment.token for segment in one.truth.segments] == ["안녕"]
    assert len(one.faults) == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("film.srt", "1\n00:00:01,000 --> soon\n안녕\n", "line 2: '00:00:01,000 --> soon' are no times"),
        ("film.srt", "nothing\n", "holds no cue"),
        ("film.csv", "begin,label\n1,안녕\n", "line 1: has no column end"),
        ("film.csv", "start,end,label\n1,later,안녕\n", "line 2: 'later' is no time"),
        ("film.csv", "start,end,label\n1,2,\n", "line 2: the label is empty"),
        ("film.json", "{}", "is JSON, but no annotation"),
        ("film.json", "{", "cannot be read as labels"),
        ("film.eaf", "<ANNOTATION_DOCUMENT>", "line 1: broken XML"),
        ("film.eaf", '<!DOCTYPE a [<!ENTITY b "bbb">]>\n<a>&b;</a>', "declares a document type"),
        ("film.eaf", "<a><TIER/></a>", "line 1: is no EAF"),
        ("film.eaf", eaf(SIGNS).replace(' TIME_VALUE="500"', ""), "'안녕' has no time at its start or end"),
    ],
)
def test_what_cannot_be_read_is_told(film: Path, tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    found = record_labels(film, tmp_path / name, Recording())
    assert not found.recorded
    (failure,) = found.failures
    assert isinstance(failure, DatasetError)
    assert failure.path == tmp_path / name
    assert reason in failure.reason


@given(st.integers(0, 360_000_000))
def test_times_are_read_as_they_are_told(ms: int) -> None:
    assert parse_time(clock(ms / 1000)) == pytest.approx(ms / 1000, abs=1e-6)
    assert parse_time(clock(ms / 1000).replace(".", ",")) == parse_time(clock(ms / 1000))
    assert parse_time(f"{ms / 1000:.3f}") == ms / 1000


@pytest.mark.parametrize("text", ["", "soon", "-1", "1:60", "1:60:00", "1:2:3:4", "1e3", "nan"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None


def test_a_folder_of_videos_and_one_of_labels(make_video: Any, tmp_path: Path) -> None:
    for name in ("day1/a", "day2/a", "b.long"):
        make_video(tmp_path / "videos" / f"{name}.mp4", "black:1")
    labels = tmp_path / "labels"
    for name, text in (("day1/a.srt", "하나"), ("day2/a.srt", "둘"), ("b.long.ko.srt", "셋"), ("other.srt", "넷")):
        (labels / name).parent.mkdir(parents=True, exist_ok=True)
        (labels / name).write_text(srt([(0.1, 0.9, text)]), "utf-8")
    (labels / "readme.json").write_text("{}")
    found = record_labels(tmp_path / "videos", labels, Recording(signer=r"^(\w)"))
    assert {
        str(each.video.relative_to(tmp_path / "videos")): each.truth
        and (each.truth.segments[0].token, each.truth.signer)
        for each in found.recorded
    } == {"day1/a.mp4": ("하나", "a"), "day2/a.mp4": ("둘", "a"), "b.long.mp4": ("셋", "b")}
    (labels / "b.long.csv").write_text("0,1,x\n")
    with pytest.raises(UsageError, match="has labels in"):
        record_labels(tmp_path / "videos", labels, Recording())
    assert len(record_labels(tmp_path / "videos", labels, Recording(), "srt").recorded) == 3


def test_one_table_may_tell_of_many_videos(make_video: Any, tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_video(tmp_path / f"{name}.mp4", "black:1")
    file = tmp_path / "all.csv"
    file.write_text("video,start,end,label\na.mp4,0,0.5,x\nb,0.2,0.5,y\nc.mp4,0,1,z\n")
    found = record_labels(tmp_path, file, Recording())
    assert [each.truth and each.truth.segments[0].token for each in found.recorded] == ["x", "y"]
    assert found.notes == (f"{file}: there is no video for c.mp4",)


def test_the_command_writes_truth_beside_the_video_or_elsewhere(run_annotator: Run, film: Path, tmp_path: Path) -> None:
    labels = tmp_path / "film.srt"
    labels.write_bytes(srt(SIGNS).encode("cp949"))
    beside = film.with_name("film.truth.json")
    ran = run_annotator("dataset", "record-labels", film, "--labels", labels)
    assert ran.returncode == 0, ran.stderr
    assert "film.srt is CP949 text" in ran.stderr
    assert "film.truth.json: 3 labels" in ran.stdout.replace("\n", "")
    known = load_truth(beside)
    labels.write_text(srt(SIGNS[:2]), "utf-8")
    ran = run_annotator("dataset", "record-labels", film, "--labels", labels)
    assert ran.returncode == 1
    assert "says something else" in ran.stderr
    assert load_truth(beside) == known
    beside.unlink()
    out = tmp_path / "out"
    ran = run_annotator("dataset", "record-labels", film.parent, "--labels", tmp_path, "-o", out)
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in out.iterdir()) == ["film.mp4", "film.truth.json"]
    dataset = open_dataset(out)
    assert [(s.start_s, dataset.word(s.label)) for s in dataset.samples] == [(0.5, "안녕"), (1.25, "감사")]
    assert probe(dataset.files[0]).duration_s == 4.0


def test_the_command_cuts_clips(run_annotator: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('{"7": "안녕", "9": "감사"}', "utf-8")
    (tmp_path / "film.csv").write_text(table([*SIGNS, (3.95, 4.0, "모름")]), "utf-8")
    out = tmp_path / "out"
    ran = run_annotator(
        "dataset", "record-labels", film, "--labels", tmp_path / "film.csv", "-o", out, "--clips",
        "--tokens", tmp_path / "t.json", "--skip-bad", "--workers", "0",
    )  # fmt: skip
    assert ran.returncode == 1
    assert "line 5, at 0:00:03.950: '모름' is not in the token dictionary" in ran.stderr
    dataset = open_dataset(out)
    assert (dataset.counts(), dataset.groups) == ({7: 2, 9: 1}, ("film",))
    light = next(sample.path for sample in dataset.samples if sample.label == 9)
    with frames(probe(light)) as reader:
        images = next(reader).images
    assert len(images) == 18  # frames 32 to 49
    assert images.min() > 230
