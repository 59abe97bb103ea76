"""Plan before work."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from annotator.batch import Current, Discovery, Found, Outputs, Step, make_plan
from annotator.errors import CollisionError
from annotator.files import partial_path

KO = {("srt", "ko"): "{stem}.ko.srt"}


def plan_of(tmp_path: Path, *names: str, outputs: Outputs | None = None, overwrite: bool = False) -> list[Step]:
    discovery = Discovery([Found(tmp_path / name, tmp_path) for name in names])
    plan = make_plan(
        discovery, outputs or Outputs(KO), Current(lambda path: f"print of {path.name}"), overwrite=overwrite
    )
    return [job.step for job in plan.jobs]


def write_json(path: Path, fingerprint: str, schema: str = "annotator/1") -> None:
    path.write_text(json.dumps({"schema": schema, "run": {"fingerprint": fingerprint}}), "utf-8")


def test_outputs_lie_beside_the_input_or_mirrored(tmp_path: Path) -> None:
    found = Found(tmp_path / "in" / "day 1" / "a.mp4", tmp_path / "in")
    assert Outputs(KO).paths(found)[0] == tmp_path / "in" / "day 1" / "a.json"
    json_path, others = Outputs(KO, folder=tmp_path / "out").paths(found)
    assert json_path == tmp_path / "out" / "day 1" / "a.json"
    assert others == {("srt", "ko"): tmp_path / "out" / "day 1" / "a.ko.srt"}


def test_two_inputs_for_one_output_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CollisionError, match=r"a\.mp4 and .*a\.mov would both write .*a\.json") as caught:
        plan_of(tmp_path, "a.mp4", "a.mov")
    assert caught.value.exit_code == 2
    assert plan_of(tmp_path, "a.mp4", "a.mov", outputs=Outputs(KO, full_names=True)) == [Step.RUN, Step.RUN]


def test_a_video_called_like_anothers_subtitle(tmp_path: Path) -> None:
    clash = Outputs({("json", "ko"): "{stem}.ko.json"})
    with pytest.raises(CollisionError):
        plan_of(tmp_path, "a.mp4", "a.ko.mp4", outputs=clash)


def test_what_is_done_is_skipped_and_what_changed_is_redone(tmp_path: Path) -> None:
    assert plan_of(tmp_path, "a.mp4") == [Step.RUN]
    write_json(tmp_path / "a.json", "print of a.mp4")
    (tmp_path / "a.ko.srt").touch()
    assert plan_of(tmp_path, "a.mp4") == [Step.SKIP]
    assert plan_of(tmp_path, "a.mp4", overwrite=True) == [Step.RUN]
    write_json(tmp_path / "a.json", "another")
    assert plan_of(tmp_path, "a.mp4") == [Step.RUN]


def test_subtitles_that_were_removed_are_restored_without_inference(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", "print of a.mp4")
    assert plan_of(tmp_path, "a.mp4") == [Step.RESTORE]


@pytest.mark.parametrize("content", ['{"segments": []}', '{"schema": "other/1"}', "[]", '{"schema": "annot', "\0\0"])
def test_a_json_that_is_not_ours_is_never_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content, "utf-8")
    assert plan_of(tmp_path, "a.mp4") == [Step.REFUSE]
    assert plan_of(tmp_path, "a.mp4", overwrite=True) == [Step.RUN]


def test_an_annotation_of_a_newer_schema_is_not_replaced(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", "print of a.mp4", "annotator/9")
    assert plan_of(tmp_path, "a.mp4") == [Step.REFUSE]


def test_what_was_written_and_changed_since_is_not_written_over(tmp_path: Path) -> None:
    def account(text: str, fingerprint: str) -> None:
        told = {"path": "a.ko.srt", "format": "srt", "language": "ko", "sha256": sha256(text.encode()).hexdigest()}
        run = {"fingerprint": fingerprint}
        content = {"schema": "annotator/1", "run": run, "outputs": [told]}
        (tmp_path / "a.json").write_text(json.dumps(content), "utf-8")

    (tmp_path / "a.ko.srt").write_text("1", "utf-8")
    account("1", "another")
    assert plan_of(tmp_path, "a.mp4") == [Step.RUN]
    account("2", "another")
    assert plan_of(tmp_path, "a.mp4") == [Step.REFUSE]
    assert plan_of(tmp_path, "a.mp4", overwrite=True) == [Step.RUN]
    account("2", "print of a.mp4")
    assert plan_of(tmp_path, "a.mp4") == [Step.SKIP], "a corrected subtitle stays"
    content = {"schema": "annotator/1", "run": {"fingerprint": "print of a.mp4"}, "outputs": []}
    (tmp_path / "a.json").write_text(json.dumps(content), "utf-8")
    assert plan_of(tmp_path, "a.mp4") == [Step.REFUSE], "never written: someone else's"


def test_subtitles_someone_else_made_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.ko.srt").write_text("1\n", "utf-8")
    assert plan_of(tmp_path, "a.mp4") == [Step.REFUSE]


def test_subtitles_of_a_run_that_was_cut_off_while_it_committed_are_ours(tmp_path: Path) -> None:
    (tmp_path / "a.ko.srt").write_text("1\n", "utf-8")
    partial_path(tmp_path / "a.json").write_text("{}", "utf-8")
    assert plan_of(tmp_path, "a.mp4") == [Step.RUN]
