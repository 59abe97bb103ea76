"""Recordings to clips and to single pictures: one decode each, whatever the number of labels."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path

from annotator.datasets.extract_plan import Piece
from annotator.datasets.extract_products import Products
from annotator.datasets.stretches import cut
from annotator.errors import OutputError
from annotator.files import write_atomic
from annotator.records import ImageArray, Video
from annotator.video import FrameReader, VideoWriter, frames

_JPEG_QUALITY = 95


def make_clips(products: Products) -> None:
    """An `.mp4` for every piece, of exactly the frames that lie in it."""
    video = products.video()
    open_ones: dict[Piece, VideoWriter] = {}
    done: set[Piece] = set()
    with (
        contextlib.ExitStack() as stack,
        _reader(products, video, products.settings.rate or video.frame_rate) as reader,
    ):
        rate, ranges = reader.rate, products.ranges(reader.rate)
        own: dict[Piece, contextlib.ExitStack] = {}
        for piece, first, part in cut(products.metered(reader, video), rate, ranges):
            if piece not in own:
                own[piece] = stack.enter_context(contextlib.ExitStack())
                writer = VideoWriter(products.path(piece), rate, reader.width, reader.height)
                open_ones[piece] = own[piece].enter_context(writer)
            open_ones[piece].append(part.images)
            if first + len(part) >= ranges[piece].stop:
                _close(products, piece, own[piece])
                done.add(piece)
        for piece in own.keys() - done:
            _close(products, piece, own[piece])
        products.decoded_s, products.damage = reader.decoded_s, reader.damage
    products.empty += [piece for piece in products.job.pieces if piece not in open_ones]


def _close(products: Products, piece: Piece, own: contextlib.ExitStack) -> None:
    own.close()
    products.add(piece, products.path(piece))


def make_pictures(products: Products) -> None:
    """JPEG files of every n-th frame that lies in a piece, named for their time in milliseconds."""
    video = products.video()
    rate = (products.settings.rate or video.frame_rate) / products.settings.every
    seen: set[Piece] = set()
    with _reader(products, video, rate) as reader:
        rate = reader.rate
        for piece, first, part in cut(products.metered(reader, video), rate, products.ranges(rate)):
            seen.add(piece)
            for number, image in enumerate(part.images, start=first):
                path = products.output / f"{piece.target}_{round(1000 * number / rate):08}.jpg"
                write_atomic(path, _jpeg(image, path))
                products.add(piece, path)
        products.decoded_s, products.damage = reader.decoded_s, reader.damage
    products.empty += [piece for piece in products.job.pieces if piece not in seen]


def _reader(products: Products, video: Video, rate: Fraction) -> FrameReader:
    """The frames from the first piece's start to the last one's end."""
    pieces = products.job.pieces
    ends = [piece.end_s for piece in pieces if piece.end_s is not None]
    return frames(
        video,
        rate=rate,
        size=products.settings.size,
        fit=products.settings.fit,
        start_s=min(piece.start_s for piece in pieces),
        end_s=max(ends) if len(ends) == len(pieces) else None,
    )


def _jpeg(image: ImageArray, path: Path) -> bytes:
    import cv2

    ok, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not ok:
        raise OutputError("cannot be made a JPEG", path=path)
    return bytes(data)
