"""How many pictures a second `crnn` recognises, against Keras on the same windows. Needs the extra `train`.

    python -m benchmarks.crnn [--pictures 480] [--variant pooled] [--members 1] [--repeats 5] [--json FILE]

One network with random weights, made-up pictures in memory, a window around every picture, all on one thread. Ours: the
recognizer in a session, as a run uses it: cutting the windows and the range of values count. Peers: `Model.predict` on
the windows, cut beforehand, in batches of 32, and one a call as live demos have it; and the bare interpreter. All must
give the same scores (within 1e-3).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from annotator.models import Bundle, FramesInput, LiteRtModel, Manifest, Output, write_bundle
from annotator.records import FloatArray, Frames, ImageArray, Video
from annotator.training import convert_keras, load_backend, make_repeatable
from annotator_crnn.network import build_network
from annotator_crnn.recognizer import CRNN
from annotator_crnn.trainer import SIZES
from benchmarks.measure import against, parser, show, take_turns, timed, write_json

WINDOW, RATE, CLASSES, BATCH = 12, 10, 25, 32
ONE_BY_ONE = 24  # windows that `predict` is given one a call: enough to measure so slow a thing

Scores = Callable[[], FloatArray]


def trained(variant: Any, members: int, folder: Path) -> tuple[Any, Bundle]:
    """The network, and the bundle of it."""
    backend = load_backend()
    make_repeatable(backend, 0)
    width, height = SIZES[variant]
    network = build_network(backend, variant, (WINDOW, height, width, 3), CLASSES, members=members)
    manifest = Manifest(
        name="crnn-benchmark",
        version="1",
        recognizer="crnn",
        input=FramesInput(rate=str(RATE), window=WINDOW, width=width, height=height),
        output=Output(classes=CLASSES),
    )
    tokens = "{" + ", ".join(f'"{number}": {{"ko": "{number}"}}' for number in range(CLASSES)) + "}"
    weights = convert_keras(network).weights
    return network, write_bundle(folder / "bundle", manifest, weights=weights, tokens=tokens.encode(), card="# x\n")


def recognised(recognizer: CRNN, pictures: ImageArray) -> FloatArray:
    """The scores of all windows, by way of a session that is fed 64 at a time."""
    times_s = np.arange(len(pictures)) / RATE
    session = recognizer.open(Video(Path("x.mp4"), len(pictures) / RATE, Fraction(RATE), 64, 48))
    found = []
    for at in range(0, len(pictures), 64):
        found += session.feed(Frames(pictures[at : at + 64], times_s[at : at + 64]))
    found += session.finish()
    return np.stack([prediction.scores for prediction in found])


def cut(pictures: ImageArray) -> FloatArray:
    """The windows the session makes, float32 [N, window, H, W, 3]: padded by half a window at both ends."""
    half = (WINDOW - 1) // 2
    padded = np.concatenate([pictures[:1].repeat(half, 0), pictures, pictures[-1:].repeat(half, 0)])
    starts = np.arange(len(padded) - WINDOW + 1)
    return padded[starts[:, None] + np.arange(WINDOW)].astype(np.float32) / 255


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--pictures", type=int, default=480)
    options.add_argument("--variant", choices=sorted(SIZES), default="pooled")
    options.add_argument("--members", type=int, default=1)
    arguments = options.parse_args()
    width, height = SIZES[arguments.variant]
    pictures = np.random.default_rng(0).integers(0, 256, (arguments.pictures, height, width, 3), np.uint8)
    clips = cut(pictures)
    with tempfile.TemporaryDirectory() as folder:
        network, bundle = trained(arguments.variant, arguments.members, Path(folder))
        recognizer, bare = CRNN(bundle), LiteRtModel(bundle.weights, batch_size=BATCH)
        expected = recognised(recognizer, pictures)
        contenders = {
            "annotator": timed(lambda: recognised(recognizer, pictures), expected, len(pictures)),
            "bare LiteRT, windows ready": timed(lambda: bare(clips), expected, len(clips)),
            "keras predict, batches of 32": timed(
                lambda: np.asarray(network.predict(clips, batch_size=BATCH, verbose=0)), expected, len(clips)
            ),
            "keras predict, one a call": timed(
                lambda: np.concatenate([network.predict(clip[None], verbose=0) for clip in clips[:ONE_BY_ONE]]),
                expected,
                ONE_BY_ONE,
            ),
        }
        found = take_turns(contenders, arguments.repeats)
    ratios = against(found, "annotator")
    title = f"crnn {arguments.variant}, {arguments.members} members, windows of {WINDOW} x {width} x {height}"
    show(title, "pictures a second", found, [(f"against {name}", value, "") for name, value in ratios.items()])
    write_json(arguments.json, found=found, ratios=ratios)


if __name__ == "__main__":
    main()
