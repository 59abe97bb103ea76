"""How fast a MoViNet goes through a video in the tool, against the Keras graph, a bare loop, and decoding alone.

    python -m benchmarks.movinet [--seconds 20] [--repeats 5] [--variant a0] [--side 172] [--step 8] [--json FILE]

(Needs the extra `train`.) One network with random weights, as a stream that takes `--step` pictures at a time; one
video of `--video` (640x360), 30 frames a second. annotator: the video decoded, made small and recognised, by the
function every run goes through. Decoding alone: the same without a recognizer. Bare LiteRT: set the tensors, invoke,
get the tensors, with all pictures in memory as the numbers the weights take. Keras: the same stream network as a
`tf.function`, pictures in memory too. One thread each (ffmpeg decodes in a process of its own, whose start counts too).
All must give the same scores; they take turns.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from annotator.landmarks import ExtractorConfig
from annotator.models import Bundle, FramesInput, Manifest, Output, write_bundle
from annotator.models.litert import quiet_stderr
from annotator.recognizer import FrameInput
from annotator.records import FloatArray, Video
from annotator.sources import Consumer, read
from annotator.training import Backend, load_backend, make_repeatable
from annotator.video import find_ffmpeg, frames, probe
from annotator_movinet.conversion import convert_to_steps
from annotator_movinet.network import clip_network, step_network
from annotator_movinet.recognizer import MoViNet
from benchmarks.measure import parser, show, take_turns, write_json

RATE = 30
CLASSES = 10
OURS, DECODE = "annotator, from the file", "decoding alone"
BARE, KERAS = "bare LiteRT, pictures in memory", "Keras stream graph, pictures in memory"


def make_clip(path: Path, seconds: int, size: str) -> Path:
    """H.264 at 30 frames a second: things that move, and the noise of a sensor."""
    source = f"testsrc2=size={size}:rate={RATE}:duration={seconds}"
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "2M", "-pix_fmt", "yuv420p"]
    command = ["-f", "lavfi", "-i", source, "-vf", "noise=alls=8:allf=t", *coding, str(path)]
    subprocess.run([find_ffmpeg(), "-v", "error", "-nostdin", "-y", *command], check=True)
    return path


def make_bundle(folder: Path, network: Any, backend: Backend, asked: Any) -> Bundle:
    """The network as a bundle whose states are never made zero within a video."""
    clips = np.random.default_rng(0).random((1, 2 * asked.step, asked.side, asked.side, 3), np.float32)
    weights = convert_to_steps(backend, network, asked.variant, asked.step, clips).weights
    manifest = Manifest(
        name="stream",
        version="1",
        recognizer="movinet",
        input=FramesInput(rate=str(RATE), window=asked.step, width=asked.side, height=asked.side),
        output=Output(classes=CLASSES),
        options={"reset": "never"},
    )
    tokens = "{" + ", ".join(f'"{i}": {{"ko": "{i}"}}' for i in range(CLASSES)) + "}"
    return write_bundle(folder, manifest, weights=weights, tokens=tokens.encode(), card="# stream")


def in_the_tool(bundle: Bundle, path: Path) -> Callable[[], FloatArray]:
    recognizer = MoViNet(bundle)

    def consume(batches: Iterator[Any], video: Video) -> FloatArray:
        session = recognizer.open(video)
        for batch in batches:
            list(session.feed(batch))
        [found] = session.finish()
        return found.scores

    return lambda: read(path, [Consumer(recognizer.input, consume)], ExtractorConfig()).results[0]


def decoding(path: Path, side: int) -> Callable[[], None]:
    wanted = FrameInput(Fraction(RATE), side, side)

    def consume(batches: Iterator[Any], _: Video) -> int:
        return sum(len(batch) for batch in batches)

    return lambda: read(path, [Consumer(wanted, consume)], ExtractorConfig()) and None


def bare(bundle: Bundle, pictures: FloatArray, step: int) -> Callable[[], FloatArray]:
    from ai_edge_litert.interpreter import Interpreter

    with quiet_stderr():
        interpreter = Interpreter(model_path=str(bundle.weights), num_threads=1)
        interpreter.allocate_tensors()
    runner = interpreter.get_signature_runner()
    inputs, outputs = runner.get_input_details(), runner.get_output_details()
    pairs = [(inputs[name]["index"], outputs[name]["index"]) for name in inputs if name != "image"]
    image, scores = inputs["image"]["index"], outputs["scores"]["index"]

    def run() -> FloatArray:
        for detail in inputs.values():
            interpreter.set_tensor(detail["index"], np.zeros(detail["shape"], detail["dtype"]))
        for at in range(0, len(pictures), step):
            if at:
                for given, back in pairs:
                    interpreter.set_tensor(given, interpreter.get_tensor(back))
            interpreter.set_tensor(image, pictures[None, at : at + step])
            interpreter.invoke()
        found: FloatArray = interpreter.get_tensor(scores)[0]
        return found

    return run


def keras_graph(backend: Backend, network: Any, pictures: FloatArray, asked: Any) -> Callable[[], FloatArray]:
    tf, shape = backend.tf, (asked.step, asked.side, asked.side, 3)
    stream = step_network(backend, asked.variant, shape, CLASSES)
    stream.set_weights(network.get_weights())
    advance = tf.function(lambda image, states: stream({**states, "image": image}, training=False), autograph=False)

    def run() -> FloatArray:
        states = stream.init_states([1, *shape])
        for at in range(0, len(pictures), asked.step):
            logits, states = advance(tf.constant(pictures[None, at : at + asked.step]), states)
        return np.asarray(tf.nn.softmax(logits)[0])

    return run


def measure(asked: Any, folder: Path) -> tuple[int, dict[str, list[float]]]:
    """How many pictures there are, and how many a second each contender does, turn by turn."""
    backend = load_backend()
    make_repeatable(backend, 0, threads=1)
    clip = make_clip(folder / "clip.mp4", asked.seconds, asked.video)
    with frames(probe(clip), rate=Fraction(RATE), size=(asked.side, asked.side), fit="stretch") as reader:
        pictures = np.concatenate([batch.images for batch in reader]).astype(np.float32) / 255
    pictures = np.concatenate([pictures, np.repeat(pictures[-1:], -len(pictures) % asked.step, axis=0)])
    network = clip_network(backend, asked.variant, (asked.side, asked.side), CLASSES)
    bundle = make_bundle(folder / "stream", network, backend, asked)
    scoring = {
        OURS: in_the_tool(bundle, clip),
        BARE: bare(bundle, pictures, asked.step),
        KERAS: keras_graph(backend, network, pictures, asked),
    }
    expected = scoring[BARE]()
    for name, run in scoring.items():  # once for nothing: everything is loaded and traced then
        np.testing.assert_allclose(run(), expected, atol=1e-3, err_msg=name)
    runs: dict[str, Callable[[], object]] = {**scoring, DECODE: decoding(clip, asked.side)}
    found = take_turns({name: _per_second(run, len(pictures)) for name, run in runs.items()}, asked.repeats)
    return len(pictures), found


def _per_second(run: Callable[[], object], count: int) -> Callable[[], float]:
    def timed() -> float:
        start = time.perf_counter()
        run()
        return count / (time.perf_counter() - start)

    return timed


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--seconds", type=int, default=20, help="length of the video")
    options.add_argument("--video", default="640x360", help="its size; from 1280x720 on decoding is what takes longest")
    options.add_argument("--variant", default="a0")
    options.add_argument("--side", type=int, default=172)
    options.add_argument("--step", type=int, default=8)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        count, found = measure(asked, Path(folder))

    def ratio(other: str) -> float:
        pairs = zip(found[OURS], found[other], strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)

    slower = min((BARE, DECODE), key=lambda name: statistics.median(found[name]))
    wanted = {KERAS: "at least 5", BARE: "at least 0.9", DECODE: "at least 0.95"}
    ratios = [
        (f"annotator / {name}", ratio(name), wanted[name] if name in (slower, KERAS) else f"{slower} is the limit")
        for name in wanted
    ]
    title = f"MoViNet-{asked.variant.upper()}, {asked.side} x {asked.side}, {asked.step} a step, {count} pictures"
    show(title, "pictures a second", found, ratios)
    write_json(
        asked.json, benchmark="movinet", pictures=count, ratios={name: ratio(name) for name in wanted}, results=found
    )


if __name__ == "__main__":
    main()
