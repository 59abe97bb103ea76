"""Relabelling and exporting 2,000 annotations, against only reading and writing the same files.

    python -m benchmarks.exporting [--repeats 3] [--count 2000] [--json FILE]

Annotations of 20 signs, subtitles in two languages, whole commands. `relabel` goes to another dictionary and back, so
that every file changes each time; the peer reads every annotation, and writes all files as they are, each flushed to
disk before it is renamed, as annotator's are.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import cycle
from pathlib import Path

from annotator.files import write_together
from annotator.records import Annotation, Dictionary, RecognizerInfo, Run, Segment, Source
from annotator.tokens import TokenDictionary, load_tokens
from annotator.wording import Wording, reworded
from benchmarks.measure import ROOT, parser, show, take_turns, write_json

MODEL = "ksl-words"
SIGNS = 20
LANGUAGES = ("ko", "en")


def annotated(number: int, tokens: TokenDictionary) -> Annotation:
    """A video of a minute with a sign every three seconds."""
    ids = [class_id for class_id in tokens if class_id]
    segments = tuple(
        Segment(
            3.0 * at, 3.0 * at + 1.5, ids[(at + number) % len(ids)], 0.9, id=at, recognizer=MODEL, tier=MODEL,
            first_frame=90 * at, last_frame=90 * at + 44,
        )
        for at in range(SIGNS)
    )  # fmt: skip
    source = Source(f"{number}.mp4", 1, 1.0, 60.0, 60.0, "30", False, 0.0, 640, 480, 0, "h264")
    bare = Annotation(
        language="ko", source=source, run=Run("annotator", "0", ""), segments=segments,
        recognizers=(RecognizerInfo(MODEL, "landmark-tcn", "1", "", 1, 1, "30", dictionary=tokens.id),),
        dictionary=(Dictionary(tokens.id, tokens.version, tokens.sha256),),
    )  # fmt: skip
    return reworded(bare, Wording(LANGUAGES), {MODEL: tokens})


def command(*arguments: str | Path) -> float:
    """Seconds of a whole command."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "annotator", *map(str, arguments), "-q"], check=True, cwd=ROOT)
    return time.perf_counter() - began


def bare(folder: Path) -> float:
    """Seconds to read every annotation and write it and its subtitles as they are."""
    began = time.perf_counter()
    for path in sorted(folder.glob("*.json")):
        data = json.dumps(json.loads(path.read_bytes()), ensure_ascii=False, indent=2).encode()
        subtitles = [path.with_suffix(f".{tag}.srt") for tag in LANGUAGES]
        write_together([*((each, each.read_bytes()) for each in subtitles), (path, data)])
    return time.perf_counter() - began


def main() -> None:
    options = parser(__doc__, repeats=3)
    options.add_argument("--count", type=int, default=2000)
    args = options.parse_args()
    tokens = load_tokens(ROOT / "models" / MODEL / "tokens.json")
    with tempfile.TemporaryDirectory() as name:
        folder, other = Path(name) / "annotations", Path(name) / "other.json"
        words = {str(key): {tag: f"{word} 2" for tag, word in tokens.tokens[key].texts.items()} for key in tokens}
        other.write_text(json.dumps(words), "utf-8")
        few = Path(name) / "few"  # reports carry a font made for them, and take longer
        for number in range(args.count):
            annotated(number, tokens).save(folder / f"{number}.json")
            if number % 10 == 0:
                annotated(number, tokens).save(few / f"{number}.json")
        command("export", folder, "-f", "srt")
        dictionaries = cycle([other, ROOT / "models" / MODEL / "tokens.json"])
        contenders = {
            "annotator relabel": lambda: command("relabel", folder, "--tokens", f"{MODEL}={next(dictionaries)}"),
            "the same files read and written": partial(bare, folder),
            "annotator export -f vtt": lambda: command("export", folder, "-f", "vtt", "-o", fresh(name)),
            "annotator export -f eaf": lambda: command("export", folder, "-f", "eaf", "-o", fresh(name)),
            "annotator export -f html, a tenth of them": lambda: command(
                "export", few, "-f", "html", "-o", fresh(name)
            ),
        }
        found = take_turns(contenders, args.repeats)
    middle = {each: statistics.median(times) for each, times in found.items()}
    ratio = middle["annotator relabel"] / middle["the same files read and written"]
    told = [("relabel: time taken, against reading and writing", ratio, "seconds for 2,000")]
    show(f"{args.count} annotations of {SIGNS} signs, two languages", "seconds", found, told)
    write_json(args.json, found=found, ratio=ratio)


def fresh(place: str) -> Path:
    """A folder that is not there yet."""
    return Path(tempfile.mkdtemp(dir=place)) / "out"


if __name__ == "__main__":
    main()
