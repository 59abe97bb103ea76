"""Shooting many films, several at a time; what is there already is left as it is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from samples.studio.sets import Take


@dataclass(frozen=True)
class Shot:
    """What a take cost: `frames` rendered in `render_s`, landmarks extracted in `extract_s` seconds (0: not done)."""

    name: str
    frames: int
    render_s: float
    extract_s: float


def shoot_all(takes: Iterable[Take], folder: Path, *, jobs: int, landmarks: bool, keep: bool) -> Iterator[Shot]:
    """Shoots the takes that are not in `folder` yet, `jobs` at a time; gives them as they are done.

    With `landmarks`, MediaPipe's are extracted to NAME.pose, and the video goes unless `keep`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [take for take in takes if not _is_done(take, folder, landmarks=landmarks, keep=keep)]
    # Each process renders on one core; fresh ones now and then, since MediaPipe keeps memory.
    with get_context("spawn").Pool(jobs, maxtasksperchild=20) as pool:
        yield from pool.imap_unordered(partial(_shoot, folder=folder, landmarks=landmarks, keep=keep), missing)


def _is_done(take: Take, folder: Path, *, landmarks: bool, keep: bool) -> bool:
    landmarks = landmarks and take.landmarks
    wanted = ([".pose"] if landmarks else []) + ([".mp4"] if keep or not landmarks else [])
    return all((folder / f"{take.name}{suffix}").exists() for suffix in (*wanted, ".truth.json"))


def _shoot(take: Take, folder: Path, landmarks: bool, keep: bool) -> Shot:
    # One core a process: threads that wait for one another cost more than they bring.
    for variable in ("LP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    from samples.studio.film import Film, shoot
    from samples.studio.taekwondo.film import DrillFilm
    from samples.studio.taekwondo.form_film import FormFilm

    video = folder / f"{take.name}.mp4"
    started = perf_counter()
    if take.form:
        film: Film = FormFilm(take.plan, take.seed, take.faults)
    else:
        film = (DrillFilm if take.drill else Film)(take.plan, take.seed)
    if not video.exists():
        shoot(film, video)
    rendered = perf_counter()
    landmarks = landmarks and take.landmarks
    if landmarks:
        from annotator.landmarks import ExtractorConfig, extract_to_file
        from annotator.video import probe

        extract_to_file(probe(video), ExtractorConfig(pose=True), video.with_suffix(".pose"))
        if not keep:
            video.unlink()
    return Shot(take.name, film.frames, rendered - started, perf_counter() - rendered if landmarks else 0.0)
