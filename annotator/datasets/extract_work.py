"""Making landmarks, features, clips or pictures out of one recording."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from annotator.datasets.extract_landmarks import make_features, make_landmarks
from annotator.datasets.extract_pictures import make_clips, make_pictures
from annotator.datasets.extract_plan import Extract, ExtractJob, Product
from annotator.datasets.extract_products import Products
from annotator.datasets.extract_state import State
from annotator.errors import AnnotatorError, LandmarkError, MissingError, OutputError
from annotator.files import refused
from annotator.pool import Report

log = logging.getLogger("annotator")
_MAKERS: Final[dict[Product, Callable[[Products], None]]] = {
    "landmarks": make_landmarks,
    "features": make_features,
    "clips": make_clips,
    "pictures": make_pictures,
}


@dataclass(frozen=True)
class Extracted:
    """What became of a recording: how many files were made, of how many seconds, and what is wrong or missing.

    "partial": some of it could not be read, or some labels gave nothing. "interrupted" ones were begun, and are begun
    anew by the next run.
    """

    source: Path
    status: Literal["done", "partial", "skipped", "failed", "interrupted", "not started"]
    files: int = 0
    decoded_s: float = 0.0
    elapsed_s: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class ExtractWork:
    """What workers do. `cache` is the folder of the landmark cache, None for no cache."""

    settings: Extract
    output: Path
    cache: Path | None = None

    def open(self) -> Callable[[ExtractJob, Report], Extracted]:
        return self.extract

    def extract(self, job: ExtractJob, report: Report) -> Extracted:
        """Does one recording; a bad one is a result. Raises what no other could do without: the disk, ffmpeg."""
        began, state = time.perf_counter(), State(self.output)
        products = Products(job, self.settings, self.output, self.cache, report)
        try:
            fingerprint = job.fingerprint(self.settings)
            state.begin(job)
            _MAKERS[self.settings.to](products)
            reason = "; ".join(products.shortcomings())
            if products.made:
                state.end(job, fingerprint, products.made, reason)
        except MissingError:
            raise
        except Exception as error:
            if (refusal := self._refusal(error)) is not None:
                raise refusal from error
            log.debug("%s failed", job.source, exc_info=True)
            return Extracted(job.source, "failed", elapsed_s=time.perf_counter() - began, reason=_told(error))
        status: Literal["done", "partial", "failed"] = "partial" if reason else "done"
        if not products.made:
            status = "failed"
        elapsed_s = time.perf_counter() - began
        return Extracted(job.source, status, len(products.made), products.decoded_s, elapsed_s, reason)

    def _refusal(self, error: Exception) -> OutputError | None:
        """The disk's refusal behind an error, where every other recording would meet it too."""
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno == errno.ENAMETOOLONG:
            return None
        if isinstance(error, OutputError):
            return error
        if isinstance(error, LandmarkError) and isinstance(cause, OSError):
            within = error.path is not None and error.path.is_relative_to(self.output)
            return refused(error.path or self.output, cause) if within else None
        return None


def _told(error: Exception) -> str:
    """Stage, reason and hint; the recording is named by whoever shows it."""
    if not isinstance(error, AnnotatorError):
        return f"{type(error).__name__}: {error}"
    stage = f"{error.stage}: " if error.stage else ""
    return f"{stage}{error.reason}" + (f" ({error.hint})" if error.hint else "")
