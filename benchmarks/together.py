"""Several models on one decode and one landmark pass, against each of them alone.

    python -m benchmarks.together [--repeats 3] [--json FILE]

`annotator run samples/sentences --no-cache --workers 1` once with all models of words and letters, of all recognizers,
and once for each of them; whole commands, which take turns. Landmarks, frames and small pictures are wanted at other
rates and sizes by each.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.end_to_end import timed
from benchmarks.measure import ROOT, parser, show, take_turns, write_json

MODELS = ("ksl-words", "ksl-words-lstm", "ksl-words-movinet", "ksl-words-crnn", "ksl-letters", "ksl-letters-cnn")
TOGETHER = "all together"


def main() -> None:
    args = parser(__doc__, repeats=3).parse_args()
    with tempfile.TemporaryDirectory() as folder:

        def run(*models: str) -> float:
            chosen = [part for model in models for part in ("-m", model)]
            command: list[str | Path] = [sys.executable, "-m", "annotator", "run", ROOT / "samples" / "sentences"]
            return timed([*command, "-o", folder, "--workers", "1", "--no-cache", "--overwrite", *chosen])

        contenders = {TOGETHER: partial(run, *MODELS)} | {model: partial(run, model) for model in MODELS}
        found = take_turns(contenders, args.repeats)
    middle = {name: statistics.median(times) for name, times in found.items()}
    alone = [middle[model] for model in MODELS]
    ratios = [
        ("one after the other, against all together", sum(alone) / middle[TOGETHER], "more is better"),
        ("all together, against the dearest alone", middle[TOGETHER] / max(alone), "near 1 is best"),
    ]
    show("two films, six models", "seconds", found, ratios)
    write_json(args.json, found=found, ratios={name: ratio for name, ratio, _ in ratios})


if __name__ == "__main__":
    main()
