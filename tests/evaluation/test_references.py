"""References in the forms people have them: which file is about which annotation, and that each form gives the same."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pysubs2
import pytest
from building import WORDS, annotation, truth

from annotator.errors import UsageError
from annotator.evaluation import Evaluation, evaluate, read_inputs
from annotator.records import Annotation
from annotator.truth import Truth, load_truth

SAMPLES = Path(__file__).parents[2] / "samples" / "signing"
SIGNS = [("hello", 1.0, 3.0), ("thanks", 5.0, 7.0), ("go", 9.0, 11.0)]
Spans = list[tuple[float, float, str]]
CUES: Spans = [(start_s, end_s, WORDS[name]) for name, start_s, end_s in SIGNS]


def subtitles(cues: Spans, form: str = "srt") -> str:
    made = pysubs2.SSAFile()
    made.events = [pysubs2.SSAEvent(round(a * 1000), round(b * 1000), text) for a, b, text in cues]
    return made.to_string(form)


def table(cues: Spans) -> str:
    return "video,start,end,label\n" + "".join(f"a.mp4,{a},{b},{text}\n" for a, b, text in cues)


def whisper(cues: Spans) -> str:
    return "start\tend\ttext\n" + "".join(f"{a * 1000:.0f}\t{b * 1000:.0f}\t{text}\n" for a, b, text in cues)


def elan(cues: Spans, tier: str = "ksl-words") -> str:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="s{n}" TIME_VALUE="{a * 1000:.0f}"/>'
        f'<TIME_SLOT TIME_SLOT_ID="e{n}" TIME_VALUE="{b * 1000:.0f}"/>'
        for n, (a, b, _) in enumerate(cues)
    )
    told = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="s{n}" TIME_SLOT_REF2="e{n}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n, (_, _, text) in enumerate(cues)
    )
    child = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="r{n}" ANNOTATION_REF="a{n}">'
        "<ANNOTATION_VALUE>0.5</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for n in range(len(cues))
    )
    return (
        f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER><TIER TIER_ID='{tier}'>{told}</TIER>"
        f"<TIER TIER_ID='confidence' PARENT_REF='{tier}'>{child}</TIER></ANNOTATION_DOCUMENT>"
    )


def activities(cues: Spans) -> str:
    return json.dumps({"results": {"a": [{"segment": [a, b], "label": text, "score": 1} for a, b, text in cues]}})


def detections(cues: Spans) -> str:
    """Frames at 30 a second, counted from 1, both inclusive."""
    found = [{"label": text, "support": [round(a * 30) + 1, round(b * 30)]} for a, b, text in cues]
    return json.dumps({"classes": None, "labels": {"a": found}})


FORMS: dict[str, tuple[str, Callable[[Spans], str], str]] = {
    "srt": ("a.ko.srt", subtitles, "utf-8"),
    "srt in CP949": ("a.srt", subtitles, "cp949"),
    "vtt with a byte order mark": ("a.expected.ko.vtt", lambda cues: subtitles(cues, "vtt"), "utf-8-sig"),
    "ass in UTF-16": ("a.ass", lambda cues: subtitles(cues, "ass"), "utf-16"),
    "ssa": ("a.ssa", lambda cues: subtitles(cues, "ssa"), "utf-8"),
    "eaf": ("a.eaf", elan, "utf-8"),
    "csv": ("all.csv", table, "cp949"),
    "tsv of whisper": ("a.tsv", whisper, "utf-8"),
    "ActivityNet": ("labels.json", activities, "utf-8"),
    "FiftyOne in frames": ("fiftyone.json", detections, "utf-8"),
}


def compared(folder: Path, *annotations: Annotation, tiers: tuple[str, ...] = ()) -> Evaluation:
    """The annotations, saved beside the folder, against what lies in it."""
    inputs = read_inputs(_saved(folder, *annotations), [folder], tiers)
    assert not inputs.failures
    return evaluate(inputs.annotations, inputs.truths)


def _saved(folder: Path, *annotations: Annotation) -> list[Path]:
    out = folder.with_name("out")
    out.mkdir(exist_ok=True)
    return [each.save(out / f"{Path(each.source.path).stem}.json") for each in annotations]


def write(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_what_a_truth_file_gives(tmp_path: Path, form: str) -> None:
    name, made, encoding = FORMS[form]
    write(tmp_path / "subs", name, made(CUES), encoding)
    said = [("hello", 1.2, 3.0), ("come", 5.0, 7.0), ("go", 9.0, 11.0)]
    found = compared(tmp_path / "subs", annotation("a.mp4", said))
    right = evaluate([annotation("a.mp4", said)], [truth("a.mp4", SIGNS)])
    assert msgspec.to_builtins(found.overall) == msgspec.to_builtins(right.overall)
    assert not found.notes


def test_words_are_the_same_in_any_language_and_form_of_hangul(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", subtitles(CUES))
    english: Spans = [(start_s, end_s, name) for name, start_s, end_s in SIGNS]
    for name, content in (
        ("a.srt", decomposed),
        ("b.srt", subtitles(english)),
        ("c.en.srt", subtitles(english)),
        ("d.hd.srt", subtitles(CUES)),
    ):
        write(tmp_path / "subs", name, content)
    made = [annotation(f"{name}.mp4", SIGNS) for name in "abcd"]
    assert compared(tmp_path / "subs", *made).overall.words.rate == 0


def test_several_models_are_compared_with_subtitles_together_spelled_words_as_words(tmp_path: Path) -> None:
    letters = [("ㅎ", 12.0, 12.5), ("ㅏ", 12.6, 13.0), ("ㄴ", 13.1, 13.5)]
    write(tmp_path / "subs", "a.ko.srt", subtitles([*CUES, (12.0, 13.5, "한")]))
    done = compared(tmp_path / "subs", annotation("a.mp4", SIGNS, letters=letters))
    (tier,) = done.tiers
    assert (tier.tier, tier.model, tier.measures.detection[2].f1) == ("labels", "all models", 1.0)
    assert done.notes == ("labels without a tier are compared with ksl-letters, ksl-words together",)
    inputs = read_inputs([tmp_path / "out"], [tmp_path / "subs"])
    mine = evaluate(inputs.annotations, inputs.truths, tiers={"ksl-words": "labels"})
    assert [(each.tier, each.model, each.measures.found) for each in mine.tiers] == [("labels", "ksl-words", 3)]


def test_tiers_of_a_file_are_compared_each_with_its_model(tmp_path: Path) -> None:
    letters = [("ㅎ", 12.0, 12.5), ("ㅏ", 12.6, 13.0), ("ㄴ", 13.1, 13.5)]
    rows = "recognizer,start,end,label,text\n" + "".join(f"ksl-words,{a},{b},,{text}\n" for a, b, text in CUES)
    write(tmp_path / "subs", "a.csv", rows + "ksl-letters,12,13.5,,한\n")
    done = compared(tmp_path / "subs", annotation("a.mp4", SIGNS, letters=letters))
    assert [(each.tier, each.model) for each in done.tiers] == [(name, name) for name in ("ksl-letters", "ksl-words")]
    assert done.overall.words.rate == 0


def test_subtitles_and_truth_files_of_different_videos_go_together(tmp_path: Path) -> None:
    truth("a.mp4", SIGNS).save(_folder(tmp_path / "subs") / "a.truth.json")
    write(tmp_path / "subs", "b.srt", subtitles(CUES))
    made = [annotation(f"{name}.mp4", SIGNS, letters=[]) for name in "ab"]
    done = compared(tmp_path / "subs", *made)
    assert {(each.tier, each.model, each.measures.truth, each.measures.found) for each in done.tiers} == {
        ("words", "ksl-words", 3, 3),
        ("labels", "all models", 3, 3),
    }


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def test_the_truth_file_wins_and_that_is_said(tmp_path: Path) -> None:
    known = truth("a.mp4", SIGNS)
    known.save(_folder(tmp_path / "subs") / "a.truth.json")
    for name in ("subs/a.ko.srt", "subs/a.eaf", "more/a.vtt"):
        write(tmp_path, name, subtitles([(0, 1, "틀림")]))
    inputs = read_inputs(_saved(tmp_path / "subs", annotation("a.mp4", SIGNS)), [tmp_path / "subs", tmp_path / "more"])
    assert [each.truth for each in inputs.truths] == [known]
    assert inputs.notes == [
        "left out, as a truth file tells of the same video: 2 (a.eaf, a.ko.srt)",
        "left out, as another file tells of the same video: 1 (a.vtt)",
    ]


def test_of_several_languages_the_annotations_own_is_taken(tmp_path: Path) -> None:
    write(tmp_path / "subs", "a.en.srt", subtitles([(0, 1, "wrong")]))
    write(tmp_path / "subs", "a.ko.vtt", subtitles(CUES, "vtt"))
    assert compared(tmp_path / "subs", annotation("a.mp4", SIGNS)).overall.words.rate == 0


def test_what_annotator_wrote_is_no_truth_unless_it_is_named(tmp_path: Path) -> None:
    made = annotation("a.mp4", SIGNS)
    for folder in ("out", "run2"):
        made.save(_folder(tmp_path / folder) / "a.json")
        write(tmp_path, f"{folder}/a.ko.srt", subtitles(CUES))
    alone = read_inputs([tmp_path / "out"])
    assert (alone.truths, alone.notes, alone.passed_over) == ([], [], [])
    both = read_inputs([tmp_path / "out"], [tmp_path])
    assert both.truths == []
    assert "written by annotator, no truth: 3 (a.ko.srt, a.json, a.ko.srt)" in both.notes[0]
    named = read_inputs([tmp_path / "out"], [tmp_path / "run2" / "a.json"])
    assert evaluate(named.annotations, named.truths).overall.words.rate == 0


def test_one_file_and_one_annotation_belong_together_and_that_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "final v3.srt", subtitles(CUES))
    inputs = read_inputs(_saved(tmp_path / "x", annotation("a.mp4", SIGNS)), [path])
    assert inputs.notes == ["final v3.srt is taken for a.mp4: it is the only annotation"]
    assert evaluate(inputs.annotations, inputs.truths).overall.words.rate == 0
    more = read_inputs([tmp_path / "out"], [path, write(tmp_path, "a.srt", subtitles(CUES))])
    assert (more.notes, [each.truth.video for each in more.truths]) == ([], ["final v3", "a.mp4"])
    two = read_inputs(_saved(tmp_path / "x", *(annotation(f"{name}.mp4", SIGNS) for name in "ab")), [path])
    with pytest.raises(UsageError, match="none of 2 annotations has a truth among 1"):
        evaluate(two.annotations, two.truths)


def test_the_same_name_in_two_folders_is_told_apart_by_them(tmp_path: Path) -> None:
    saved = []
    for day, signs in (("day1", SIGNS), ("day2", SIGNS[:1])):
        saved.append(annotation("a.mp4", signs).save(_folder(tmp_path / "out" / day) / "a.json"))
        write(tmp_path / "subs" / day, "a.srt", subtitles(CUES[: len(signs)]))
    rows = [f"day1/a.mp4,{a},{b},{text}\n" for a, b, text in CUES] + ["day2\\a.mp4,1,3,안녕하세요\n"]
    both = write(tmp_path, "all.csv", "video,start,end,label\n" + "".join(rows))
    for given in (tmp_path / "subs", both):
        inputs = read_inputs(saved, [given])
        done = evaluate(inputs.annotations, inputs.truths)
        assert (done.overall.words.rate, len(done.videos)) == (0, 2)


def test_dependent_tiers_count_where_they_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "subs", "a.eaf", elan(CUES))
    inputs = read_inputs(_saved(tmp_path / "subs", annotation("a.mp4", SIGNS)), [tmp_path / "subs"], ["confidence"])
    assert inputs.truths[0].truth.tiers == ("confidence", "ksl-words")
    done = evaluate(inputs.annotations, inputs.truths, tiers={"ksl-words": "confidence"})
    assert done.overall.words.rate == 1


def test_labels_that_overlap_stay_and_that_is_said(tmp_path: Path) -> None:
    write(tmp_path / "subs", "a.srt", subtitles([*CUES, (10.0, 12.0, "오다")]))
    inputs = read_inputs(_saved(tmp_path / "subs", annotation("a.mp4", SIGNS)), [tmp_path / "subs"])
    assert inputs.notes == ["a.srt: 1 labels overlap the one before; they stay in one tier, in order of their start"]
    assert evaluate(inputs.annotations, inputs.truths).overall.words.deletions == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.srt",
            subtitles([(30.0, 31.0, "집")]),
            "line 2: '집' begins at 0:00:30.000, after the end of a.mp4 (0:00:20.000)",
        ),
        ("a.csv", "start,end,label\n3,2,집\n", "line 2: '집' ends at 0:00:02.000, not after its start"),
        ("a.srt", "", "holds no cue"),
        ("a.eaf", "<a>", "broken XML"),
        ("a.srt", "1\n00:00:01,000 --> soon\n집\n", "line 2"),
    ],
)
def test_what_cannot_be_taken_is_kept_apart_and_the_rest_goes_on(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    bad = write(tmp_path / "subs", name, content)
    write(tmp_path / "subs", "b.srt", subtitles(CUES))
    write(tmp_path / "subs", "list.csv", "path,label\na.mp4,x\n")
    write(tmp_path / "subs", "notes.json", "{}")
    made = [annotation(f"{name}.mp4", SIGNS) for name in "ab"]
    inputs = read_inputs(_saved(tmp_path / "subs", *made), [tmp_path / "subs"])
    (failure,) = inputs.failures
    assert failure.path == bad
    assert told in failure.reason
    assert [path.name for path in inputs.passed_over] == ["list.csv", "notes.json"]
    done = evaluate(inputs.annotations, inputs.truths)
    assert (done.overall.words.rate, done.without_truth) == (0, ("a.mp4",))


@pytest.fixture(scope="module")
def recognised(tmp_path_factory: pytest.TempPathFactory, run_annotator: Any) -> Path:
    """A sample as the model of words annotates it."""
    folder = tmp_path_factory.mktemp("signing") / "out"
    done = run_annotator("run", SAMPLES / "인사.mp4", "-o", folder, "--model", "ksl-words", "--no-cache", timeout=300)
    assert done.returncode == 0, done.stderr
    return folder


def _cues(known: Truth) -> Spans:
    return [(segment.start_s, segment.end_s, segment.text["ko"]) for segment in known.of("words")]


@pytest.mark.parametrize("form", ["expected", *FORMS])
def test_a_sample_from_its_video_to_its_figures(
    run_annotator: Any, recognised: Path, tmp_path: Path, form: str
) -> None:
    expected = SAMPLES / "인사.expected.ko.srt"
    if form == "expected":
        write(tmp_path / "subs", "인사.ko.srt", expected.read_text("utf-8"))
    else:
        name, made, encoding = FORMS[form]
        content = made(_cues(load_truth(SAMPLES / "인사.truth.json")))
        content = content.replace("a.mp4", "인사.mp4").replace('"a"', '"인사"')
        write(tmp_path / "subs", name.replace("a.", "인사.", 1), content, encoding)
    done = run_annotator("evaluate", recognised, "--truth", tmp_path / "subs", "--json", "-")
    assert done.returncode == 0, done.stderr
    (tier,) = json.loads(done.stdout)["tiers"]
    assert (tier["tier"], tier["model"]) == ("ksl-words" if form == "eaf" else "labels", "ksl-words")
    assert (tier["measures"]["truth"], tier["measures"]["words"]["rate"]) == (6, 0)
    assert tier["measures"]["start"]["median_s"] < 0.2
    assert ("CP949" in done.stderr, "UTF-16" in done.stderr) == ("CP949" in form or form == "csv", "UTF-16" in form)
    assert ("milliseconds" in done.stderr) == ("whisper" in form)


def test_the_command_says_what_it_took_and_what_it_could_not(
    run_annotator: Any, recognised: Path, tmp_path: Path
) -> None:
    write(tmp_path / "subs", "인사.srt", subtitles([(100, 101, "집")]))
    done = run_annotator("evaluate", recognised, "--truth", tmp_path / "subs")
    assert done.returncode == 2
    assert "is it about another recording?" in done.stderr
    assert "none of 1 annotations has a truth among 0" in done.stderr
    done = run_annotator("evaluate", recognised, "--truth", recognised)
    assert (done.returncode, "written by annotator, no truth: 1 (인사.ko.srt)" in done.stderr) == (2, True)
    assert "list" not in run_annotator("evaluate", recognised, "--truth", recognised / "인사.ko.srt").stderr
