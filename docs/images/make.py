"""Makes the pictures of the README from what runs.

    python docs/images/make.py --font NanumGothicBold.ttf --mono NanumGothicCoding.ttf

`run.png`: `annotator run` on the samples, as a terminal shows it. `sample.jpg`: pictures of a sample with the landmarks
that were found and the subtitle of that moment. `evaluation.png`: the samples
against their truth. `inputs.jpg`: what recognizers of pictures see of a film. `report.jpg`: the HTML report of a
sample in a browser. `overlay.jpg`: a moment of what `annotator render --how overlay` makes. `--only NAME` makes one of
them. Needs the development environment (`make test`), and Chromium with its chromedriver for the report.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

import annotator
from annotator.datasets import Wanted, load_cutouts, open_dataset
from annotator.evaluation import evaluate, read_inputs
from annotator.evaluation.picture import save_pictures
from annotator.landmarks import ExtractorConfig, LandmarkCache, open_landmarks
from annotator.models import FramesInput, load_bundle
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, Annotation
from annotator.rendering import RenderOptions, render_video
from annotator.video import Quality, frames, probe
from annotator.writers import Context, HtmlWriter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SIGNING = ROOT / "samples" / "signing"
SAMPLE = SIGNING / "mixed-2997.mp4"
SENTENCES = ROOT / "samples" / "sentences" / "문장.mp4"
POSES = ROOT / "samples" / "taekwondo" / "품새-poses.mp4"
TIERS = {"signing": "letters", "sentences": "words", "taekwondo": "poses"}
FINGERS = [(0, 1, 2, 3, 4), (0, 5, 6, 7, 8), (5, 9, 10, 11, 12), (9, 13, 14, 15, 16), (13, 17, 18, 19, 20), (0, 17)]
COLUMNS = 90


def terminal(target: Path, font: ImageFont.FreeTypeFont) -> None:
    """What `annotator run` prints, in colour, one character a cell (Hangul takes two)."""
    command = "annotator run samples/signing -o demo-output --workers auto --overwrite"
    with tempfile.TemporaryDirectory() as folder:
        line = command.replace("demo-output", folder).replace("annotator", f"{sys.executable} -m annotator", 1)
        env = {**os.environ, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
        done = subprocess.run(line.split(), cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        shown = done.stdout.replace(folder, "demo-output")
    console = Console(width=COLUMNS)
    lines = console.render_lines(Text.assemble((f"$ {command}\n", "bold green"), Text.from_ansi(shown)))
    width, height = round(font.getlength("M")), round(font.size * 1.3)
    picture = Image.new("RGB", (COLUMNS * width + 24, len(lines) * height + 24), (24, 26, 31))
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        column = 0
        for segment in line:
            colour = segment.style.color if segment.style else None
            fill = colour.get_truecolor(SVG_EXPORT_THEME) if colour and not colour.is_default else (222, 224, 228)
            for character in segment.text:
                pen.text((12 + column * width, 12 + row * height), character, font=font, fill=tuple(fill))
                column += cell_len(character)
    picture.save(target, optimize=True)


def moment(annotation: Annotation, at_s: float, font: ImageFont.FreeTypeFont) -> Image.Image:
    video = probe(SAMPLE)
    rate = video.frame_rate
    number = round(at_s * rate)
    with frames(video, rate=rate, start_s=at_s, end_s=at_s + 0.02) as reader:
        image = np.ascontiguousarray(next(iter(reader)).images[0])
    with open_landmarks(video, ExtractorConfig()) as landmarks:
        batches = list(landmarks)
    points = np.concatenate([batch.points for batch in batches])[number]
    present = np.concatenate([batch.present for batch in batches])[number]
    for part in (LEFT_HAND_POINTS, RIGHT_HAND_POINTS):
        if present[part].all():
            draw_hand(image, points[part, :2] * (video.width, video.height))
    picture = Image.fromarray(image)
    text = " / ".join(" ".join(cue.lines) for cue in annotation.cues if cue.start_s <= at_s < cue.end_s)
    pen = ImageDraw.Draw(picture)
    place = (picture.width / 2, picture.height - 18)
    pen.text(place, text, font=font, fill="white", anchor="ms", stroke_width=3, stroke_fill="black")
    return picture


def timeline(target: Path) -> None:
    """What `annotator evaluate` draws of the samples."""
    inputs = read_inputs([], [SIGNING])
    found = annotator.annotate_many(sorted(SIGNING.glob("*.mp4")), workers=0)
    annotations = [outcome.annotation for outcome in found if outcome.annotation is not None]
    save_pictures(evaluate(annotations[:7], inputs.truths), target)  # one page


def inputs(target: Path, font: ImageFont.FreeTypeFont) -> None:
    """Rows of pictures, each as one model is fed them."""
    rows = [
        ("the film", shown(SENTENCES, (200, 150), 10)[78:88]),
        ("ksl-words-crnn", seen_by("ksl-words-crnn", SENTENCES, 78)),
        ("ksl-words-movinet", seen_by("ksl-words-movinet", SENTENCES, 78)),
        ("ksl-letters-cnn", seen_by("ksl-letters-cnn", SIGNING / "names-spelled.mp4", 24)),
        ("taekwondo-poses", seen_by("taekwondo-poses", POSES, 43)),
    ]
    side, label = 96, 190
    sheet = Image.new("RGB", (label + 10 * (side + 4), len(rows) * (side + 4)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, (name, pictures) in enumerate(rows):
        top = row * (side + 4)
        pen.text((8, top + side / 2), name, font=font, fill="black", anchor="lm")
        for column, picture in enumerate(pictures):
            image = Image.fromarray(picture)
            scale = side / max(image.size)
            image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.NEAREST)
            sheet.paste(image, (label + column * (side + 4), top + (side - image.height) // 2))
    sheet.save(target, quality=88)


def overlay(target: Path, at_s: float = 13.2) -> None:
    """A moment of a rendering."""
    options = RenderOptions("overlay", languages=("ko", "en"), quality=Quality(crf=10))
    with tempfile.TemporaryDirectory() as name:
        annotation = annotator.annotate(SAMPLE, languages=("ko", "en")).save(Path(name) / "sample.json")
        made = render_video(SAMPLE, annotation, Path(name) / "sample.mp4", options, cache=LandmarkCache())
        with frames(probe(made.path), start_s=at_s, end_s=at_s + 0.04) as reader:
            picture = next(iter(reader)).images[0]
    Image.fromarray(picture).save(target, quality=88, optimize=True)


def seen_by(name: str, film: Path, first: int, count: int = 10) -> np.ndarray:
    """Some pictures of a film as a model is fed them, uint8 [N, H, W, 3]."""
    manifest = load_bundle(ROOT / "models" / name).manifest
    wanted = manifest.input
    if not isinstance(wanted, FramesInput):
        raise TypeError(f"{name} is fed no pictures")
    data = open_dataset(film.parent, "", Wanted(None, TIERS[film.parent.name], ""))
    data = replace(data, files=(film,), samples=tuple(each for each in data.samples if each.path == film))
    with tempfile.TemporaryDirectory() as folder:
        [cut], _ = load_cutouts(data, wanted, Path(folder))
    pictures = cut.images[first : first + count]
    if manifest.options.get("background") == "subtract":
        window = cut.images[first : first + wanted.window].astype(np.float32)
        pictures = (pictures - window.mean(axis=0) + 128).clip(0, 255).astype(np.uint8)
    return pictures


def shown(film: Path, size: tuple[int, int], rate: int) -> np.ndarray:
    """A film as people see it, uint8 [N, H, W, 3]."""
    with frames(probe(film), rate=Fraction(rate), size=size) as reader:
        return np.concatenate([batch.images for batch in reader])


def draw_hand(image: np.ndarray, joints: np.ndarray) -> None:
    for finger in FINGERS:
        line = joints[list(finger)].round().astype(np.int32)
        cv2.polylines(image, [line.reshape(-1, 1, 2)], False, (60, 220, 90), 2, cv2.LINE_AA)
    for x, y in joints.round().astype(int):
        cv2.circle(image, (int(x), int(y)), 3, (255, 255, 255), -1, cv2.LINE_AA)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--font", type=Path, required=True)
    options.add_argument("--mono", type=Path, required=True)
    options.add_argument("--only", choices=["run", "sample", "evaluation", "inputs", "report", "overlay"])
    args = options.parse_args()
    font = ImageFont.truetype(str(args.font), 40)
    made = {
        "run": lambda: terminal(HERE / "run.png", ImageFont.truetype(str(args.mono), 18)),
        "sample": lambda: moments(HERE / "sample.jpg", font),
        "evaluation": lambda: timeline(HERE / "evaluation.png"),
        "inputs": lambda: inputs(HERE / "inputs.jpg", ImageFont.truetype(str(args.font), 18)),
        "report": lambda: report(HERE / "report.jpg"),
        "overlay": lambda: overlay(HERE / "overlay.jpg"),
    }
    for name, make in made.items():
        if args.only in (None, name):
            make()


def moments(target: Path, font: ImageFont.FreeTypeFont) -> None:
    """Three moments of a sample, side by side."""
    annotation = annotator.annotate(SAMPLE, languages=("ko", "en"))
    times_s = [(cue.start_s + cue.end_s) / 2 for cue in annotation.cues if cue.language == "ko"][1:4]
    pictures = [moment(annotation, at_s, font).resize((426, 320), Image.Resampling.LANCZOS) for at_s in times_s]
    sheet = Image.new("RGB", (sum(picture.width for picture in pictures) + 8, 320), "white")
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (number * (picture.width + 4), 0))
    sheet.save(target, quality=88)


def report(target: Path) -> None:
    """The report of a sample as a browser shows it, one spelled word chosen."""
    from selenium import webdriver
    from selenium.webdriver.support.ui import WebDriverWait

    programs = [shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")]
    if None in programs:
        sys.exit("report.jpg needs Chromium and chromedriver")
    annotation = annotator.annotate(SAMPLE, languages=("ko", "en"))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_bytes(HtmlWriter().render_in(annotation, "ko", Context(output=page, video=SAMPLE)))
        options = webdriver.ChromeOptions()
        options.binary_location = str(programs[0])
        for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={folder}/profile"):
            options.add_argument(argument)
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(programs[1]))
        try:
            size = {"width": 1200, "height": 1120, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            browser.get(page.as_uri())
            wait = WebDriverWait(browser, 60)
            wait.until(lambda _: browser.find_elements("css selector", "#segments [data-key='2']"))
            browser.find_element("css selector", "#segments [data-key='2']").click()
            ready = "const film = document.querySelector('video'); return film.readyState > 1 && !film.seeking"
            wait.until(lambda _: browser.execute_script(ready))
            browser.execute_script("document.querySelector('video').controls = false")
            picture = Image.open(io.BytesIO(browser.get_screenshot_as_png())).convert("RGB")
        finally:
            browser.quit()
    picture.save(target, quality=88)


if __name__ == "__main__":
    main()
