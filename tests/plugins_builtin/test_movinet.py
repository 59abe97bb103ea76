"""`annotator train movinet` from a checkpoint on a server to a bundle, and the recognizer that streams it.

Networks of this kind take long to build, so there is one training run, and everything is asked of what came of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from crnn_data import write_film, write_films

import annotator
from annotator.errors import AnnotatorError, BundleError, DatasetError, RecognizerError, UsageError
from annotator.models import Bundle
from annotator.recognizer import FrameInput
from annotator.records import Frames, Landmarks, Prediction, Video
from annotator.training import Backend, Course, Progress, TrainingReport, load_backend
from annotator_movinet.network import clip_network
from annotator_movinet.options import MoViNetOptions
from annotator_movinet.pretrained import begin_with
from annotator_movinet.recognizer import MoViNet
from annotator_movinet.trainer import MoViNetTrainer

pytestmark = pytest.mark.train

VIDEO = Video(Path("x.mp4"), 10.0, Fraction(10), 32, 24)
SIDE, WINDOW, STEP = 32, 6, 2
SMALL = {
    "variant": "t0", "width": SIDE, "height": SIDE, "rate": "10", "window": WINDOW, "step": STEP, "stride": 1,
    "epochs": 12, "batch": 16, "dropout": 0.0, "momentum": 0.8, "jobs": 1, "threads": 1, "test_groups": "s0,s3",
}  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def backend(tensorflow: None) -> Backend:
    return load_backend()


@pytest.fixture(scope="module")
def foreign(backend: Backend) -> Any:
    """A MoViNet of five classes, as others trained it: the same one, whatever tests came before."""
    backend.keras.utils.set_random_seed(1)
    network = clip_network(backend, "t0", (SIDE, SIDE), 5)
    random = np.random.default_rng(0)
    network.set_weights([value + random.uniform(0, 0.01, value.shape) for value in network.get_weights()])
    return network


@pytest.fixture(scope="module")
def archive(backend: Backend, foreign: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its checkpoint, packed as tf-models-official's are."""
    folder = tmp_path_factory.mktemp("checkpoint")
    backend.tf.train.Checkpoint(model=foreign.classifier).save(str(folder / "movinet_t0_stream" / "ckpt"))
    with tarfile.open(folder / "movinet_t0_stream.tar.gz", "w:gz") as tar:
        tar.add(folder / "movinet_t0_stream", "movinet_t0_stream")
    return folder / "movinet_t0_stream.tar.gz"


@dataclass
class Run:
    """A training run: its report, the trained network, the weights it began with, and what was told."""

    report: TrainingReport
    network: Any
    begun: list[Any]
    told: list[Progress] = field(default_factory=list)


class Watched(MoViNetTrainer):
    """The trainer, watched."""

    def network(self, backend: Backend, course: Course) -> Any:
        self.made = super().network(backend, course)
        self.begun = self.made.get_weights()
        return self.made


@pytest.fixture(scope="module")
def run(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("movinet")
    films, trainer, told = write_films(folder / "films"), Watched(), []
    with served(archive.parent) as address:
        options = {
            **SMALL, "pretrained": f"{address}/{archive.name}",
            "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        }  # fmt: skip
        chosen = msgspec.convert(options, MoViNetOptions)
        report = trainer.train(films, folder / "colours", chosen, told.append)
    return Run(report, trainer.made, trainer.begun, told)


@pytest.fixture(scope="module")
def bundle(run: Run) -> Bundle:
    return run.report.bundle


def changed(bundle: Bundle, **changes: Any) -> Bundle:
    return Bundle(bundle.folder, msgspec.structs.replace(bundle.manifest, **changes))


def made_up(count: int, seed: int = 0) -> Frames:
    images = np.random.default_rng(seed).integers(0, 256, (count, SIDE, SIDE, 3), np.uint8)
    return Frames(images, np.arange(count) / 10)


def batches(frames: Frames, size: int) -> Iterable[Frames]:
    for at in range(0, len(frames), size):
        yield Frames(frames.images[at : at + size], frames.times_s[at : at + size])


def recognise(recognizer: MoViNet, frames: Iterable[Frames]) -> list[Prediction]:
    session = recognizer.open(VIDEO)
    found = [prediction for batch in frames for prediction in session.feed(batch)]
    return [*found, *session.finish()]


def test_the_checkpoint_is_fetched_and_its_last_layer_replaced(run: Run, foreign: Any) -> None:
    assert any(step.stage == "download" and 0 < step.done == step.total for step in run.told)
    before, after = foreign.get_weights(), run.begun
    same = [one.shape == other.shape and np.array_equal(one, other) for one, other in zip(before, after, strict=True)]
    different = [shape for shape, equal in zip((value.shape for value in after), same, strict=True) if not equal]
    assert different == [(1, 1, 1024, 3), (3,)] or different == [(1, 1, 1024, 3)]


def test_it_learns_and_says_what_it_is(run: Run) -> None:
    report, manifest = run.report, run.report.bundle.manifest
    assert report.metrics["window_accuracy"] > 0.8
    report.bundle.verify()
    assert (manifest.recognizer, manifest.window, manifest.stride, str(manifest.rate)) == ("movinet", WINDOW, 1, "10")
    assert manifest.options == {"reset": "window", "background": "keep"}
    assert manifest.decoding.policy == "hysteresis"
    assert report.bundle.tokens().label(manifest.decoding.idle[0]) == "idle"


def test_streamed_and_whole_agree(run: Run, bundle: Bundle, record_property: Any) -> None:
    clips = np.stack([made_up(WINDOW, seed).images for seed in range(4)]).astype(np.float32) / 255
    whole = np.asarray(run.network(clips, training=False))
    difference = float(np.abs(MoViNet(bundle).classify(clips) - whole).max())
    record_property("streamed_and_whole_differ_by", difference)
    assert difference < 1e-4
    assert run.report.conversion_difference < 1e-4


def test_a_whole_clip_is_one_stream(run: Run, bundle: Bundle) -> None:
    """A stream of several windows' length: what Keras says of all its pictures at once."""
    frames = made_up(3 * WINDOW + 1)
    [found] = recognise(MoViNet(changed(bundle, options={"reset": "never"})), batches(frames, 5))
    assert (found.start_s, found.end_s) == (0.0, pytest.approx(1.9))
    filled = np.concatenate([frames.images, frames.images[-1:]])[None].astype(np.float32) / 255
    np.testing.assert_allclose(found.scores, np.asarray(run.network(filled, training=False))[0], atol=1e-4)


def test_there_is_a_window_around_every_moment(bundle: Bundle) -> None:
    recognizer = MoViNet(bundle)
    assert recognizer.input == FrameInput(Fraction(10), SIDE, SIDE, "cover")
    found = recognise(recognizer, [made_up(20)])
    assert len(found) == 19  # a window of an even number has its middle between two pictures
    assert all(0 <= each.start_s < each.end_s <= 2.0 + 1e-9 for each in found)
    inner = found[5]
    clip = made_up(20).images[3:9].astype(np.float32)[None] / 255
    np.testing.assert_allclose(inner.scores, recognizer.classify(clip)[0], atol=1e-6)


def test_less_its_background_a_window_does_not_know_what_stands_still(bundle: Bundle) -> None:
    kept, subtracted = MoViNet(bundle), MoViNet(changed(bundle, options={"background": "subtract"}))
    clip = made_up(WINDOW).images[None].astype(np.float32) / 255
    wall = np.random.default_rng(0).random(clip.shape[2:]).astype(np.float32)
    np.testing.assert_allclose(subtracted.classify(clip + wall), subtracted.classify(clip), atol=1e-4)
    assert np.abs(kept.classify(clip + wall) - kept.classify(clip)).max() > 1e-3


@pytest.mark.parametrize("reset", ["window", "never"])
@pytest.mark.parametrize("size", [1, 7])
def test_neither_batches_nor_the_video_before_matter(bundle: Bundle, reset: str, size: int) -> None:
    recognizer = MoViNet(changed(bundle, options={"reset": reset}))
    frames = made_up(25)
    alone = recognise(recognizer, [frames])
    left_open = recognizer.open(VIDEO)
    list(left_open.feed(made_up(11, seed=1)))
    after = recognise(recognizer, batches(frames, size))
    assert [each.scores.tobytes() for each in alone] == [each.scores.tobytes() for each in after]
    assert recognise(recognizer, []) == []


def test_signs_are_found_where_they_are(bundle: Bundle, tmp_path: Path) -> None:
    write_film(tmp_path / "new.mp4", ["stop", "go", "stop"], "new")
    annotation = annotator.annotate(tmp_path / "new.mp4", model=str(bundle.folder))
    assert [segment.label for segment in annotation.segments] == ["stop", "go", "stop"]
    for segment, start_s in zip(annotation.segments, (1.0, 3.2, 5.4), strict=True):
        assert segment.start_s == pytest.approx(start_s, abs=0.4)


def test_a_clip_becomes_one_segment(bundle: Bundle, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "clips"
    shutil.copytree(bundle.folder, folder)
    text = (folder / "model.toml").read_text("utf-8").replace('reset = "window"', 'reset = "never"')
    start = text.index("[decoding]")
    end = text.index("[options]")
    (folder / "model.toml").write_text(f'{text[:start]}[decoding]\npolicy = "clip"\n\n{text[end:]}', "utf-8")
    write_film(tmp_path / "new.mp4", ["go"], "new")
    annotation = annotator.annotate(tmp_path / "new.mp4", model=str(folder))
    assert len(annotation.segments) == 1
    assert annotation.segments[0].end_s == pytest.approx(3.2, abs=0.11)


def test_what_does_not_fit_is_refused(bundle: Bundle) -> None:
    landmarks = Landmarks(np.zeros((1, 75, 4), np.float32), np.zeros((1, 75), np.bool_), np.zeros(1))
    with pytest.raises(RecognizerError, match="movinet: wants frames, was fed Landmarks"):
        list(MoViNet(bundle).open(VIDEO).feed(landmarks))
    for field_, options in (
        ("options.reset", {"reset": "often"}),
        ("options", {"step": 4}),
        ("options.background", {"background": "blue"}),
        ("options.background", {"background": "subtract", "reset": "never"}),
    ):
        with pytest.raises(BundleError) as caught:
            MoViNet(changed(bundle, options=options))
        assert caught.value.field == field_
    with pytest.raises(BundleError, match=r"input\.window"):
        MoViNet(changed(bundle, input=msgspec.structs.replace(bundle.manifest.input, window=WINDOW + 1)))


def test_logits_become_probabilities(bundle: Bundle) -> None:
    output = msgspec.structs.replace(bundle.manifest.output, activation="none")
    clips = made_up(WINDOW).images[None].astype(np.float32) / 255
    plain, soft = (MoViNet(each).classify(clips) for each in (bundle, changed(bundle, output=output)))
    np.testing.assert_allclose(soft, np.exp(plain) / np.exp(plain).sum(), rtol=1e-5)


def begin(network: Any, backend: Backend, pretrained: Path, **options: Any) -> None:
    begin_with(network, backend, MoViNetOptions(pretrained=str(pretrained), **options), lambda _: None)


def test_a_run_of_our_own_is_begun_with(run: Run, foreign: Any, backend: Backend) -> None:
    """Its bundle names it as well as its folder; the five classes of the other network keep their own last layer."""
    kept = foreign.get_weights()
    try:
        begin(foreign, backend, run.report.bundle.folder)
        trained, now = run.network.get_weights(), foreign.get_weights()
        assert sum(not np.array_equal(one, other) for one, other in zip(trained, now, strict=True)) == 2
        assert sum(np.array_equal(one, other) for one, other in zip(kept, now, strict=True)) >= 2
    finally:
        foreign.set_weights(kept)


def test_a_checkpoint_of_as_many_classes_is_taken_whole(foreign: Any, backend: Backend, archive: Path) -> None:
    kept = foreign.get_weights()
    foreign.set_weights([np.zeros_like(value) for value in kept])
    begin(foreign, backend, archive, sha256=hashlib.sha256(archive.read_bytes()).hexdigest())
    assert all(np.array_equal(one, other) for one, other in zip(kept, foreign.get_weights(), strict=True))
    begin(foreign, backend, archive.parent / "movinet_t0_stream")


def test_what_cannot_be_begun_with(foreign: Any, backend: Backend, archive: Path, tmp_path: Path) -> None:
    other = backend.tf.train.Checkpoint(
        model=backend.keras.Sequential([backend.keras.layers.Dense(2, input_shape=(3,))])
    )
    other.save(str(tmp_path / "dense" / "ckpt"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.bin").write_bytes(b"x")
    (tmp_path / "broken.tar.gz").write_bytes(archive.read_bytes()[:2000])
    refused: list[tuple[Path, dict[str, str], type[AnnotatorError], str]] = [
        (tmp_path / "dense", {}, DatasetError, "is the checkpoint of another network .*_base are of a network that"),
        (tmp_path / "empty", {}, DatasetError, "holds no checkpoint"),
        (tmp_path / "none", {}, DatasetError, "there is no such file or folder"),
        (tmp_path / "x.bin", {}, DatasetError, "no checkpoint folder and no .tar.gz"),
        (tmp_path / "broken.tar.gz", {}, DatasetError, "cannot be unpacked"),
        (archive, {"sha256": "0" * 64}, UsageError, "another sha256"),
    ]
    for path, options, kind, reason in refused:
        with pytest.raises(kind, match=reason):
            begin(foreign, backend, path, **options)


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "link"])
def test_archives_that_lead_out_are_refused(name: str, foreign: Any, backend: Backend, tmp_path: Path) -> None:
    member = tarfile.TarInfo(name)
    member.size = 0 if name == "link" else 3
    if name == "link":
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        tar.addfile(member, io.BytesIO(b"bad"))
    with pytest.raises(DatasetError, match="no plain file inside of it"):
        begin(foreign, backend, tmp_path / "evil.tar.gz")
    assert not (tmp_path.parent / "evil").exists()
