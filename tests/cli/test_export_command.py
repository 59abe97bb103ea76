"""`annotator export` and `annotator relabel`, the real command line, on annotations of a real run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.cli import main
from annotator.writers import BUILTIN_WRITERS, read_annotation

Command = Callable[..., "subprocess.CompletedProcess[str]"]
WORDS = {"0": {"ko": "어둠", "en": "dark"}, "1": {"ko": "밝음", "en": "bright"}}


@pytest.fixture(scope="module")
def archive(run_annotator: Any, light: Path, make_video: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two annotated videos, one of them in a folder of its own."""
    folder = tmp_path_factory.mktemp("run") / "archive"
    make_video(folder / "a, 영상.mp4", "black:1,white:2,black:1")
    make_video(folder / "day 1" / "b.mp4", "black:1,white:1")
    done = run_annotator("run", folder, "--plugins-dir", light, "-m", "light", "--lang", "ko,en")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def made(archive: Path, tmp_path: Path) -> Path:
    """A copy of it, with the times of the files."""
    return Path(shutil.copytree(archive, tmp_path / "archive"))


@pytest.fixture
def command(run_annotator: Any, light: Path) -> Command:
    """Any of the two, knowing the model `light`."""
    return lambda *arguments, **more: run_annotator(*arguments, "--plugins-dir", light, **more)


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".mp4")
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(paths)}


def dictionary(folder: Path, words: dict[str, Any] = WORDS) -> Path:
    path = folder / "new.json"
    path.write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    return path


def test_every_format_of_a_folder_without_looking_at_the_videos(command: Command, made: Path) -> None:
    for video in made.rglob("*.mp4"):
        video.unlink()
    done = command("export", made, "-f", "all")
    assert done.returncode == 0, done.stderr
    for writer in BUILTIN_WRITERS:
        for tag in (".ko", ".en") if writer.per_language else ("",):
            assert (made / f"a, 영상{tag}{writer.extension}").is_file()
    before = files(made)
    again = command("export", made, "-f", "all")
    assert "2 already as they should be" in again.stdout
    assert files(made) == before


def test_a_run_writes_every_format_too(command: Command, made: Path) -> None:
    done = command("run", made, "-m", "light", "--lang", "ko,en", "-f", "all", "--json")
    assert json.loads(done.stdout)["counts"] == {"restored": 2}, "no second inference for a further format"
    assert (made / "day 1" / "b.eaf").is_file()
    assert "b.mp4" in (made / "day 1" / "b.eaf").read_text("utf-8")


def test_other_words_or_rules_in_a_run_need_no_second_inference(command: Command, made: Path, tmp_path: Path) -> None:
    run = ("run", made, "-m", "light", "--lang", "ko,en", "--json")
    assert json.loads(command(*run, "--tokens", dictionary(tmp_path)).stdout)["counts"] == {"reworded": 2}
    assert "밝음" in (made / "a, 영상.ko.srt").read_text("utf-8")
    assert json.loads(command(*run, "--profile", "netflix-ko").stdout)["counts"] == {"reworded": 2}
    assert read_annotation(made / "a, 영상.json").run.options["reading"]["name"] == "netflix-ko"
    assert json.loads(command(*run, "--profile", "netflix-ko").stdout)["counts"] == {"skipped": 2}
    fresh = tmp_path / "fresh"
    assert command(*run, "--profile", "netflix-ko", "-o", fresh).returncode == 0
    told, reworded = (read_annotation(folder / "a, 영상.json") for folder in (fresh, made))
    assert told.source.location == "../archive/a, 영상.mp4"
    assert msgspec.structs.replace(told, source=reworded.source) == reworded


def test_the_video_is_found_again_from_where_results_were_mirrored(
    command: Command, made: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert command("run", made, "-m", "light", "-o", out).returncode == 0
    assert command("export", out, "-f", "html,eaf").returncode == 0
    assert '"../../archive/day%201/b.mp4"' in (out / "day 1" / "b.html").read_text("utf-8")
    assert 'RELATIVE_MEDIA_URL="../../archive/day%201/b.mp4"' in (out / "day 1" / "b.eaf").read_text("utf-8")
    shutil.move(made, tmp_path / "moved")
    assert command("export", out, "-f", "eaf", "--videos", tmp_path / "moved").returncode == 0
    assert 'RELATIVE_MEDIA_URL="../../moved/day%201/b.mp4"' in (out / "day 1" / "b.eaf").read_text("utf-8")
    assert read_annotation(out / "day 1" / "b.json").source.location == "../../moved/day 1/b.mp4"


def test_exports_elsewhere_leave_the_annotation_as_it_is(command: Command, made: Path, tmp_path: Path) -> None:
    before = read_annotation(made / "day 1" / "b.json")
    done = command("export", made, "-f", "vtt", "--lang", "en", "--profile", "netflix-ko", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert sorted(files(tmp_path / "out")) == ["a, 영상.en.vtt", "day 1/b.en.vtt"]
    after = read_annotation(made / "day 1" / "b.json")
    assert (after.segments, after.cues, after.run) == (before.segments, before.cues, before.run)
    assert command("export", made, "-f", "vtt", "--lang", "ko", "-o", tmp_path / "out", "--no-tag").returncode == 0
    assert command("export", made, "-f", "vtt", "--lang", "en", "-o", tmp_path / "out", "--no-tag").returncode == 0, (
        "ours"
    )
    assert "light" in (tmp_path / "out" / "day 1" / "b.vtt").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "b.ko.srt"),
        (("--no-tag", "--lang", "ko"), "b.srt"),
        (("--names", "{lang}/{stem}.{ext}"), "ko/b.srt"),
        (("--names", "{stem}_sub-{lang}.{ext}"), "b_sub-ko.srt"),
    ],
)
def test_names(command: Command, made: Path, tmp_path: Path, options: tuple[str, ...], expected: str) -> None:
    done = command("export", made / "day 1" / "b.json", "-f", "srt,csv", "-o", tmp_path / "out", *options)
    assert done.returncode == 0, done.stderr
    assert expected in files(tmp_path / "out")
    assert expected.rpartition("/")[2].replace(".ko", "").replace("-ko", "").replace("srt", "csv") in files(
        tmp_path / "out"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--names", "{video}.{ext}"), "{video}; known are stem, lang, ext"),
        (("--names", "{lang}.{ext}"), "needs {stem}"),
        (("--names", "../{stem}.{ext}"), "leads elsewhere"),
        (("--no-tag",), "would both be called {stem}.srt"),
        (("-f", "docx"), "no output format is called 'docx'"),
        (("--profile", "fast"), "fast"),
        (("--into", "all.srt"), "-f activitynet, or -f csv"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(
    command: Command, made: Path, options: tuple[str, ...], message: str
) -> None:
    before = files(made)
    done = command("export", made, *options)
    assert done.returncode in (1, 2, 3)
    assert message in " ".join(done.stderr.split())
    assert files(made) == before


def test_one_table_of_all(command: Command, made: Path, tmp_path: Path) -> None:
    done = command("export", made, "-f", "csv", "--into", tmp_path / "all.csv")
    assert "2 annotations" in done.stdout
    lines = (tmp_path / "all.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[-1] != "" for line in lines]
    assert sum('"a, 영상.mp4"' in line for line in lines) == sum(line.startswith("b.mp4") for line in lines) == 1
    assert command("export", made, "-f", "csv", "--into", tmp_path / "all.csv").returncode == 2


def test_files_of_others_are_not_touched(command: Command, made: Path) -> None:
    foreign, edited = made / "a, 영상.ko.vtt", made / "a, 영상.ko.srt"
    foreign.write_text("WEBVTT\n\nmade by hand\n", "utf-8")
    edited.write_text(edited.read_text("utf-8").replace("빛", "손으로 고친 말"), "utf-8")
    before = files(made)
    done = command("export", made, "-f", "vtt")
    assert done.returncode == 1
    assert "was not written by annotator, or was changed since" in done.stderr
    after = files(made)
    assert {name: data for name, data in after.items() if "a, 영상" in name} == {
        name: data for name, data in before.items() if "a, 영상" in name
    }
    assert "day 1/b.ko.vtt" in after, "the others go on"
    run = command("run", made, "-m", "light", "--lang", "ko,en", "-f", "vtt", "--json")
    [told] = [each for each in json.loads(run.stdout)["results"] if each["status"] == "failed"]
    assert "was not written by annotator" in told["reason"]
    relabelled = command("relabel", made, "--tokens", dictionary(made.parent))
    assert relabelled.returncode == 0
    assert "stays as it is" in relabelled.stderr
    assert "손으로 고친 말" in edited.read_text("utf-8")
    assert command("export", made, "-f", "vtt,srt", "--overwrite").returncode == 0
    assert "밝음" in foreign.read_text("utf-8")
    assert "밝음" in edited.read_text("utf-8")


def test_relabelling_changes_words_everywhere_and_nothing_else(command: Command, made: Path, tmp_path: Path) -> None:
    assert command("export", made, "-f", "vtt,eaf").returncode == 0
    before = read_annotation(made / "a, 영상.json")
    done = command("relabel", made, "--tokens", dictionary(tmp_path))
    assert done.returncode == 0, done.stderr
    after = read_annotation(made / "a, 영상.json")
    assert [(s.start_s, s.end_s, s.class_id, s.confidence) for s in after.segments] == [
        (s.start_s, s.end_s, s.class_id, s.confidence) for s in before.segments
    ]
    assert [s.texts for s in after.segments] == [{"ko": "밝음", "en": "bright"}]
    assert after.dictionary != before.dictionary
    assert after.recognizers[0].dictionary == after.dictionary[0].id == "new"
    for name in ("a, 영상.ko.srt", "a, 영상.ko.vtt", "a, 영상.eaf"):
        assert "밝음" in (made / name).read_text("utf-8")
        assert "빛" not in (made / name).read_text("utf-8")
    assert "bright" in (made / "a, 영상.en.vtt").read_text("utf-8")
    again = command("run", made, "-m", "light", "--lang", "ko,en", "--json")
    assert json.loads(again.stdout)["counts"] == {"skipped": 2}, "the same run again does not undo it"


def test_a_dictionary_that_lacks_what_occurs_changes_nothing(command: Command, made: Path, tmp_path: Path) -> None:
    before, short = files(made), dictionary(tmp_path, {"0": {"ko": "어둠", "en": "dark"}})
    done = command("relabel", made, "--tokens", short)
    assert done.returncode == 1
    assert "lacks classes of light that occur: 1 (빛)" in " ".join(done.stderr.split())
    assert files(made) == before
    assert command("relabel", made, "--tokens", short, "--keep-missing").returncode == 0
    assert "빛" in (made / "a, 영상.ko.srt").read_text("utf-8")


BAD = {
    "broken": (b'{"schema": "annotator/1", ', "broken JSON"),
    "of a newer schema": (b'{"schema": "annotator/9"}', "update annotator"),
    "damaged": (b'{"schema": "annotator/1", "language": 3}', "damaged annotation"),
}


def test_reports_of_a_folder_get_an_index(command: Command, made: Path, tmp_path: Path) -> None:
    done = command("export", made, "-f", "html")
    assert done.returncode == 0, done.stderr
    index = (made / "index.html").read_text("utf-8")
    assert "a%2C%20%EC%98%81%EC%83%81.html" in index
    assert "day%201/b.html" in index
    assert command("export", made / "day 1" / "b.json", "-f", "html", "-o", tmp_path / "one").returncode == 0
    assert sorted(files(tmp_path / "one")) == ["b.html"], "no index of a video that was named"
    (made / "broken.mp4").write_bytes(b"no video")
    run = command("run", made, "-m", "light", "--lang", "ko,en", "-f", "html", "-o", tmp_path / "out")
    assert run.returncode == 1
    assert "broken.mp4" in (tmp_path / "out" / "index.html").read_text("utf-8")
    (made / "index.html").write_text("<title>made by hand</title>", "utf-8")
    assert "index.html: write: was not written by annotator" in command("export", made, "-f", "html").stderr
    assert "made by hand" in (made / "index.html").read_text("utf-8")


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("what", ["export", "relabel"])
def test_bad_annotations_are_named_and_the_others_go_on(
    command: Command, made: Path, tmp_path: Path, kind: str, what: str
) -> None:
    data, message = BAD[kind]
    (made / "day 1" / "b.json").write_bytes(data)
    options = ("-f", "vtt") if what == "export" else ("--tokens", dictionary(tmp_path))
    done = command(what, made, *options)
    assert done.returncode == 1
    assert message in " ".join(done.stderr.split())
    assert "b.json" in done.stderr
    assert (made / "day 1" / "b.json").read_bytes() == data
    assert "1 written" in done.stdout


def test_json_of_other_tools_is_passed_over_in_folders_and_refused_by_name(command: Command, made: Path) -> None:
    other = made / "whisper.json"
    other.write_text('{"text": "", "segments": [], "language": "ko"}', "utf-8")
    assert "passed over: 1" in command("export", made).stderr
    named = command("export", other)
    assert named.returncode == 1
    assert "written by another tool" in named.stderr
    assert command("export", made / "nothing").returncode == 2
    assert command("relabel", made).returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_read_only_folder(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In this process: root has to become somebody else for it, who may not write anywhere and then may again."""
    place = Path(tempfile.mkdtemp())
    made = Path(shutil.copytree(archive, place / "archive"))
    assert main(["export", str(shutil.copytree(archive, tmp_path / "warm")), "-f", "vtt"]) == 0
    # All is imported now: somebody else may not be able to read where Python lies.
    users = os.getresuid()
    place.chmod(0o777)
    for path in (made, made / "day 1"):
        path.chmod(0o555)
    try:
        os.setresuid(*(users if users[1] else (65534, 65534, 0)))
        assert main(["export", str(made), "-f", "vtt"]) == 1
        assert "choose a folder you may write to" in capsys.readouterr().err
        assert main(["export", str(made), "-f", "vtt", "-o", str(place / "out")]) == 0
    finally:
        os.setresuid(*users)
        for path in (made, made / "day 1"):
            path.chmod(0o755)
    assert (place / "out" / "day 1" / "b.ko.vtt").is_file()
    shutil.rmtree(place)


def test_thousands_are_done_in_one_go(command: Command, made: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(300):
        for suffix in (".json", ".ko.srt", ".en.srt"):
            shutil.copy(made / "day 1" / f"b{suffix}", many / f"b{number}{suffix}")
            if suffix == ".json":
                text = (many / f"b{number}.json").read_text("utf-8")
                (many / f"b{number}.json").write_text(text.replace('"b.', f'"b{number}.'), "utf-8")
    done = command("relabel", many, "--tokens", dictionary(tmp_path), "--json")
    results = json.loads(done.stdout)["results"]
    assert len(results) == 300
    assert {result["status"] for result in results} == {"done"}
    assert all("밝음" in path.read_text("utf-8") for path in many.glob("*.ko.srt"))
