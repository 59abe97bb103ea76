"""Beginning with weights that have learnt something already: the body is taken over, the last layer where it fits.

Taken are the folder of one of our own runs (or the bundle beside it), and checkpoints of tf-models-official as the
field shares them (`movinet_a0_stream.tar.gz`): the folder, the archive, or its URL with a checksum.
"""

from __future__ import annotations

import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final

from annotator.download import cache_folder, download, file_sha256, is_url
from annotator.errors import DatasetError, UsageError
from annotator.training import Backend, Progress, ProgressCallback, load_state, run_folder
from annotator_movinet.options import MoViNetOptions

_ARCHIVES: Final = (".tar.gz", ".tgz", ".tar")
_MOST_BYTES: Final = 1 << 31
_STREAM_HINT: Final = (
    "of tf-models-official's checkpoints those called movinet_a0_stream (a1, a2) fit; "
    "those called _base are of a network that cannot stream"
)


def begin_with(network: Any, backend: Backend, options: MoViNetOptions, progress: ProgressCallback) -> None:
    """Puts the weights `options.pretrained` names into a `clip_network`.

    Raises UsageError, DatasetError (what is there cannot be used), DownloadError.
    """
    path = _fetched(options, progress)
    run = path if (path / "state.npz").exists() else run_folder(path)
    if path.is_dir() and (run / "state.npz").exists():
        _from_run(network, run)
    elif path.is_dir():
        _from_checkpoint(network, backend, path, path)
    elif path.is_file() and path.name.endswith(_ARCHIVES):
        with _unpacked(path) as folder:
            _from_checkpoint(network, backend, folder, path)
    elif not path.exists():
        raise DatasetError("there is no such file or folder", path=path)
    else:
        raise DatasetError("is no run, no checkpoint folder and no .tar.gz of one", path=path)


def _fetched(options: MoViNetOptions, progress: ProgressCallback) -> Path:
    if is_url(options.pretrained):
        return download(
            options.pretrained,
            options.sha256,
            cache_folder("pretrained"),
            lambda done, total: progress(Progress("download", done, total)),
        )
    path = Path(options.pretrained).expanduser()
    if options.sha256 and path.is_file() and file_sha256(path) != options.sha256.lower():
        raise UsageError("has another sha256 than was promised", path=path)
    return path


def _from_run(network: Any, run: Path) -> None:
    """The best weights of a run of our own."""
    state = load_state(run)
    kept, own = state.best if state else (), network.get_weights()
    last = {id(weight) for weight in network.classifier.layers[-1].weights[-2:]}
    replaced = [id(weight) in last for weight in network.weights]
    if len(kept) != len(own) or any(
        before.shape != now.shape and not free for before, now, free in zip(kept, own, replaced, strict=True)
    ):
        raise DatasetError("is the run of another network", path=run, hint="give the same --variant")
    fits = all(before.shape == now.shape for before, now in zip(kept, own, strict=True))
    network.set_weights(
        [now if free and not fits else before for before, now, free in zip(kept, own, replaced, strict=True)]
    )


def _from_checkpoint(network: Any, backend: Backend, folder: Path, told: Path) -> None:
    """The weights of a TensorFlow checkpoint of a MovinetClassifier, written as `Checkpoint(model=...)`."""
    train, head = backend.tf.train, network.classifier.layers[-1]
    prefix = _prefix(folder, told)
    shapes = train.load_checkpoint(prefix).get_variable_to_shape_map()
    found = [shape for key, shape in shapes.items() if key.startswith("model/") and "/_classifier/" in key]
    classes = {shape[-1] for shape in found}
    model, last = backend.tf.Module(), backend.tf.Module()
    setattr(model, "layer_with_weights-0", network.classifier.backbone)
    setattr(model, "layer_with_weights-1", last)
    last._head = head._head
    if classes == {network.output_shape[-1]}:
        last._classifier = head._classifier
    try:
        status = train.Checkpoint(model=model).restore(prefix)
        status.assert_existing_objects_matched().expect_partial()
    except (AssertionError, ValueError, backend.tf.errors.OpError) as error:
        raise DatasetError("is the checkpoint of another network", path=told, hint=_STREAM_HINT) from error


def _prefix(folder: Path, told: Path) -> str:
    """What TensorFlow calls the newest checkpoint in `folder` or in one of its folders."""
    indexes = sorted({*folder.glob("*.index"), *folder.glob("*/*.index")}, key=lambda path: (_number(path), path))
    if not indexes:
        raise DatasetError("holds no checkpoint (NAME.index and its data)", path=told)
    return str(indexes[-1].with_suffix(""))


def _number(path: Path) -> int:
    digits = path.stem.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else -1


@contextmanager
def _unpacked(archive: Path) -> Iterator[Path]:
    """The files of an archive in a folder that is removed afterwards; nothing is written anywhere else."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        try:
            with tarfile.open(archive) as tar:
                _unpack(tar, folder, archive)
        except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
            raise DatasetError(f"cannot be unpacked: {error}", path=archive) from error
        yield folder


def _unpack(tar: tarfile.TarFile, folder: Path, archive: Path) -> None:
    size = 0
    for member in tar:
        name = PurePosixPath(member.name)
        size += member.size
        if name.is_absolute() or ".." in name.parts or "\\" in member.name or not (member.isfile() or member.isdir()):
            raise DatasetError(f"holds {member.name!r}, which is no plain file inside of it", path=archive)
        if size > _MOST_BYTES:
            raise DatasetError(f"holds more than {_MOST_BYTES >> 30} GB", path=archive)
        content = tar.extractfile(member)
        if content is not None:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("wb") as file:
                while piece := content.read(1 << 20):
                    file.write(piece)
