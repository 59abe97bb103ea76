"""Frames that somebody else sees on their way: read like those of a reader, with what the reader says of the video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Protocol

from annotator.records import Frames
from annotator.video.reader import FrameReader


class FrameSource(Protocol):
    """What can be read like a `FrameReader`, which is one: a context manager, iterated once."""

    def __iter__(self) -> Iterator[Frames]: ...

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def decoded_s(self) -> float:
        """Seconds of video delivered so far."""

    @property
    def damage(self) -> str | None:
        """Why the video could not be read whole; known after the last batch."""


class Relay:
    """The frames of `reader` as `batches` hands them on; leaving the `with` block closes the reader where it `closes`.

    Otherwise whoever opened the reader closes it.
    """

    def __init__(self, reader: FrameReader, batches: Iterable[Frames], *, closes: bool) -> None:
        self._reader, self._batches, self._closes = reader, batches, closes

    def __iter__(self) -> Iterator[Frames]:
        return iter(self._batches)

    def __enter__(self) -> Relay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._closes:
            self._reader.close()

    @property
    def decoded_s(self) -> float:
        """Seconds of video the reader has delivered so far."""
        return self._reader.decoded_s

    @property
    def damage(self) -> str | None:
        """What the reader says is wrong with the video."""
        return self._reader.damage
