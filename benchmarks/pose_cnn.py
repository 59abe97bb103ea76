"""How many pictures a second `pose-cnn` recognises, against Keras on the same pictures. Needs the extra `train`.

    python -m benchmarks.pose_cnn [--pictures 96] [--size 224] [--alpha 1.0] [--repeats 5] [--json FILE]

MobileNetV2 with random weights, made-up pictures in memory, all on one thread. Ours: the recognizer in a session, fed
16 pictures at a time, as a run uses it: the range of values counts. Peers: `Model.predict` in batches of 32, and one a
call as live demos have it, on values that are ready. All must give the same scores (within 1e-3).
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from annotator.models import Bundle, FramesInput, Manifest, Output, as_values, write_bundle
from annotator.records import FloatArray, Frames, ImageArray, Video
from annotator.training import convert_keras, load_backend, make_repeatable
from annotator_pose_cnn.backbone import VALUES, make_backbone
from annotator_pose_cnn.recognizer import PoseCNN
from benchmarks.measure import against, parser, show, take_turns, timed, write_json

RATE, CLASSES, BATCH, FED = 10, 9, 32, 16
ONE_BY_ONE = 12  # pictures that `predict` is given one a call: enough to measure so slow a thing


def trained(size: int, alpha: float, folder: Path) -> tuple[Any, Bundle]:
    """The network, and the bundle of it."""
    backend = load_backend()
    make_repeatable(backend, 0, 1)
    shape = (size, size, 3)
    backbone = make_backbone(backend, "mobilenet_v2", shape, alpha=alpha, weights="random").network
    layers = backend.keras.layers
    scores = layers.Dense(CLASSES, activation="softmax")(backbone.output)
    network = backend.keras.Model(backbone.input, scores)
    manifest = Manifest(
        name="pose-cnn-benchmark",
        version="1",
        recognizer="pose-cnn",
        input=FramesInput(rate=str(RATE), width=size, height=size, values=VALUES["mobilenet_v2"]),
        output=Output(classes=CLASSES),
    )
    tokens = "{" + ", ".join(f'"{number}": {{"ko": "{number}"}}' for number in range(CLASSES)) + "}"
    weights = convert_keras(network).weights
    return network, write_bundle(folder / "bundle", manifest, weights=weights, tokens=tokens.encode(), card="# x\n")


def recognised(recognizer: PoseCNN, pictures: ImageArray) -> FloatArray:
    """The scores of all pictures, by way of a session."""
    size, times_s = pictures.shape[1], np.arange(len(pictures)) / RATE
    session = recognizer.open(Video(Path("x.mp4"), len(pictures) / RATE, Fraction(RATE), size, size))
    found = []
    for at in range(0, len(pictures), FED):
        found += session.feed(Frames(pictures[at : at + FED], times_s[at : at + FED]))
    found += session.finish()
    return np.stack([prediction.scores for prediction in found])


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--pictures", type=int, default=96)
    options.add_argument("--size", type=int, default=224)
    options.add_argument("--alpha", type=float, default=1.0)
    arguments = options.parse_args()
    size = arguments.size
    pictures = np.random.default_rng(0).integers(0, 256, (arguments.pictures, size, size, 3), np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        network, bundle = trained(size, arguments.alpha, Path(folder))
        recognizer = PoseCNN(bundle)
        values = as_values(pictures, recognizer.wanted)
        expected = recognised(recognizer, pictures)
        contenders = {
            "annotator": timed(lambda: recognised(recognizer, pictures), expected, len(pictures)),
            "keras predict, batches of 32": timed(
                lambda: np.asarray(network.predict(values, batch_size=BATCH, verbose=0)), expected, len(values)
            ),
            "keras predict, one a call": timed(
                lambda: np.concatenate([network.predict(each[None], verbose=0) for each in values[:ONE_BY_ONE]]),
                expected,
                ONE_BY_ONE,
            ),
        }
        found = take_turns(contenders, arguments.repeats)
    ratios = against(found, "annotator")
    title = f"pose-cnn, MobileNetV2 of width {arguments.alpha:g}, {size} x {size}"
    show(title, "pictures a second", found, [(f"against {name}", value, "") for name, value in ratios.items()])
    write_json(arguments.json, found=found, ratios=ratios)


if __name__ == "__main__":
    main()
