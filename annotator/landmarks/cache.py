"""Landmarks kept on disk, so that no video is looked at twice.

An entry is one .pose file named `<content of the video>.<stream>-<settings of the extraction>.pose`; any tool that
reads .pose files opens it. Behind its numbers, where other readers do not look, stands what the format has no place for
(`annotator.landmarks.note`): the exact rate, what was decoded, what was damaged, a checksum. An entry is written under
a temporary name and renamed, so several processes may share the folder and be killed at any moment; whichever is last
to finish stays. An entry that is broken, in whatever way, counts as absent and is replaced.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import platformdirs

from annotator.errors import AnnotatorError, LandmarkError
from annotator.landmarks.config import ExtractorConfig
from annotator.landmarks.fingerprint import content_fingerprint, sample_fingerprint
from annotator.landmarks.note import Note, read_note, seal
from annotator.landmarks.posefile import PoseFile, PoseWriter
from annotator.landmarks.skeleton import BODY_AND_HANDS, HANDS_ONLY
from annotator.landmarks.temporary import sweep, temporary_files
from annotator.landmarks.transform import without_hands, without_pose
from annotator.records import Landmarks, Video

PEOPLE_KIND: Final = "people"  # what `beside` holds of who is in a video


@dataclass(frozen=True)
class CacheEntry:
    """One entry, for listings: its file, the name its video had, its bytes and when it was written (Unix seconds)."""

    path: Path
    video: str
    size: int
    modified: float


class CachedLandmarks(PoseFile):
    """An entry, open for reading; `decoded_s` and `damage` are those of the decode it came from.

    Its landmarks are those `config` asks for, number for number: an entry that holds the body too gives none of it
    where only hands are asked for, nor hands where only the body is.
    """

    def __init__(self, path: Path, note: Note, config: ExtractorConfig, video: Video) -> None:
        super().__init__(path)
        if (self.header.width, self.header.height) != (video.width, video.height):
            self.close()
            raise LandmarkError("the cache entry is of a picture of another size", path=path)
        self.rate = Fraction(note.rate)
        self.decoded_s = note.decoded_s
        self.damage = note.damage
        self._config = config

    def _read(self, first: int, count: int) -> Landmarks:
        landmarks = super()._read(first, count)
        if not self._config.hands:
            return without_hands(landmarks)
        return landmarks if self._config.pose else without_pose(landmarks)


class LandmarkCache:
    """A folder of landmarks; None is `$ANNOTATOR_CACHE/landmarks`, or the user's cache folder where that is not set.

    A video is known by samples of its content (`sample_fingerprint`), so a renamed or moved video is found again. Where
    its modification time is another than when it was stored, all of its content is compared too, so a video repaired or
    damaged in place is not mistaken for its former self.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else default_folder()

    def lookup(self, video: Video, config: ExtractorConfig, person: str = "") -> CachedLandmarks | None:
        """The landmarks of `video` that `config` asks for, or None; the caller closes them.

        `person` is the digest of a `Spotlight`, where all but one person were hidden.
        """
        key = sample_fingerprint(video.path)
        for serving in config.covering():
            path = self._path(key, video, serving, person)
            with contextlib.suppress(AnnotatorError, OSError, ValueError, ZeroDivisionError):
                note = read_note(path)
                if _fits(note, video, config):
                    return CachedLandmarks(path, note, config, video)
        return None

    def writer(self, video: Video, config: ExtractorConfig, rate: Fraction, person: str = "") -> CacheWriter:
        """A writer of a new entry; also clears away what killed processes have left."""
        sweep(self.folder)
        return CacheWriter(self._path(sample_fingerprint(video.path), video, config, person), video, config, rate)

    def beside(self, video: Video, config: ExtractorConfig, kind: str) -> Path:
        """Where something else that was found out about `video` at the rate and size of `config` is kept, as JSON."""
        return self._path(sample_fingerprint(video.path), video, config).with_suffix(f".{kind}.json")

    def entries(self) -> list[CacheEntry]:
        """All entries that can be read, by file name."""
        found = []
        for path in sorted(self.folder.glob("*.pose")):
            with contextlib.suppress(LandmarkError, OSError):
                stat = path.stat()
                found.append(CacheEntry(path, read_note(path, check=False).video, stat.st_size, stat.st_mtime))
        return found

    def size(self) -> int:
        """The bytes of all files in the folder that are the cache's, broken ones and unfinished ones included."""
        return sum(_size(path) for path in self._files())

    def clear(self) -> int:
        """Removes every entry, broken or not, and what killed processes have left; gives the number of files."""
        sweep(self.folder)
        paths = list(self._entries())
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)

    def _path(self, key: str, video: Video, config: ExtractorConfig, person: str = "") -> Path:
        shown = f"-{person}" if person else ""
        return self.folder / f"{key}.{video.stream_index}-{config.fingerprint()}{shown}.pose"

    def _entries(self) -> Iterator[Path]:
        yield from self.folder.glob("*.pose")
        yield from self.folder.glob(f"*.{PEOPLE_KIND}.json")

    def _files(self) -> Iterator[Path]:
        yield from self._entries()
        yield from temporary_files(self.folder)


class CacheWriter:
    """Writes one entry; `commit` makes it seen, `abort` drops it.

    A cache that cannot be written (disk full, no permission) must not cost a video: the reason is then in `problem`,
    and nothing is raised.
    """

    def __init__(self, path: Path, video: Video, config: ExtractorConfig, rate: Fraction) -> None:
        self.problem: str | None = None
        self._video, self._rate = video, rate
        self._writer: PoseWriter | None = None
        with self._noted():
            self._modified_ns = video.path.stat().st_mtime_ns
            self._writer = PoseWriter(path, video, rate, BODY_AND_HANDS if config.pose else HANDS_ONLY)

    def append(self, landmarks: Landmarks) -> None:
        """Adds a batch of the extraction, in time order."""
        with self._noted():
            if self._writer is not None:
                self._writer.append(landmarks)

    def commit(self, decoded_s: float, damage: str | None = None) -> None:
        """Makes the entry seen: `decoded_s` seconds were read, and the video is damaged as `damage` says.

        Nothing is stored when the video was changed meanwhile.
        """
        with self._noted():
            if self._writer is None:
                return
            note = Note(
                video=_printable(self._video.path.name),
                rate=str(self._rate),
                decoded_s=decoded_s,
                damage=damage,
                modified_ns=self._modified_ns,
                content=content_fingerprint(self._video.path),
            )
            if self._video.path.stat().st_mtime_ns != self._modified_ns:
                raise LandmarkError("the video was changed while it was read", path=self._video.path)
            self._writer.commit(lambda file: seal(file, note))
            self._writer = None

    def abort(self) -> None:
        """Drops the entry; nothing happens after a commit."""
        if self._writer is not None:
            self._writer.abort()
            self._writer = None

    @contextlib.contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except (LandmarkError, OSError) as error:
            self.problem = str(error)
            self.abort()


def default_folder() -> Path:
    """`$ANNOTATOR_CACHE/landmarks`, or `landmarks` in the user's cache folder where that is not set."""
    root = os.environ.get("ANNOTATOR_CACHE")
    return (Path(root) if root else platformdirs.user_cache_path("annotator", appauthor=False)) / "landmarks"


def _printable(name: str) -> str:
    """A file name with what is not UTF-8 in it written as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def _fits(note: Note, video: Video, config: ExtractorConfig) -> bool:
    """Whether an entry found under a video's fingerprint is that video's, at the rate asked for."""
    if Fraction(note.rate) != config.rate_for(video):
        return False
    return video.path.stat().st_mtime_ns == note.modified_ns or content_fingerprint(video.path) == note.content


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
