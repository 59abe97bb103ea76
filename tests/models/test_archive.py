"""Bundles as zip archives: the same bytes every time, installed whole or not at all, and hostile archives refused."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.errors import ArchiveError, BundleError, OutputError
from annotator.models import (
    bundled_models,
    export_bundle,
    install_bundle,
    load_bundle,
    open_zip,
    pack_bundle,
    remove_bundle,
)

EditBundle = Callable[..., Path]
Entries = "list[tuple[str | zipfile.ZipInfo, bytes]]"


@pytest.fixture(scope="module")
def packed() -> bytes:
    return pack_bundle(load_bundle(bundled_models() / "gestures"))


@pytest.fixture
def archive(tmp_path: Path, packed: bytes) -> Path:
    path = tmp_path / "gestures.zip"
    path.write_bytes(packed)
    return path


def zip_of(path: Path, entries: Entries) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def inside(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_the_same_bundle_gives_the_same_bytes(tmp_path: Path, packed: bytes) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(bundled_models() / "gestures", moved, copy_function=shutil.copyfile)  # other times and modes
    (moved / "README.md").chmod(0o600)
    assert pack_bundle(load_bundle(moved)) == packed


def test_an_exported_model_is_installed_as_it_was(tmp_path: Path, archive: Path) -> None:
    bundle = install_bundle(archive, tmp_path / "models")
    original = load_bundle(bundled_models() / "gestures")
    assert bundle.folder == tmp_path / "models" / "gestures"
    assert bundle.manifest == original.manifest
    for name in ("model.toml", *original.manifest.files):
        assert (bundle.folder / name).read_bytes() == (original.folder / name).read_bytes()
    assert inside(tmp_path / "models") == {
        "gestures",
        *(f"gestures/{n}" for n in ("model.toml", *bundle.manifest.files)),
    }
    assert bundle.folder.stat().st_mode & 0o055 == 0o055  # others may read it


def test_a_folder_is_installed_without_what_its_manifest_does_not_list(tmp_path: Path, bundle_copy: EditBundle) -> None:
    folder = bundle_copy(name="mine")
    (folder / "notes.txt").write_text("private")
    bundle = install_bundle(folder, tmp_path / "models")
    assert bundle.name == "mine"
    assert not (bundle.folder / "notes.txt").exists()


def test_a_zip_without_a_folder_inside_and_with_litter_is_installed(tmp_path: Path) -> None:
    folder = bundled_models() / "gestures"
    entries = [(path.name, path.read_bytes()) for path in folder.iterdir()]
    entries += [("__MACOSX/._model.toml", b"x"), (".DS_Store", b"x")]
    bundle = install_bundle(zip_of(tmp_path / "flat.zip", entries), tmp_path / "models")
    assert bundle.name == "gestures"


def test_a_model_that_is_there_is_replaced_only_when_asked(
    tmp_path: Path, archive: Path, bundle_copy: EditBundle
) -> None:
    place = tmp_path / "models"
    install_bundle(archive, place)
    (bundle_copy('version = "1.0.0"', 'version = "2.0.0"', name="gestures") / "x").write_text("")
    with pytest.raises(BundleError, match="there already"):
        install_bundle(tmp_path / "gestures", place)
    assert load_bundle(place / "gestures").manifest.version == "1.0.0"
    assert install_bundle(tmp_path / "gestures", place, replace=True).manifest.version == "2.0.0"


def test_replacing_never_loses_files_that_are_not_the_bundles(tmp_path: Path, archive: Path) -> None:
    kept = install_bundle(archive, tmp_path / "models").folder / "thesis.txt"
    kept.write_text("years of work")
    with pytest.raises(BundleError, match=r"thesis\.txt"):
        install_bundle(archive, tmp_path / "models", replace=True)
    with pytest.raises(BundleError, match=r"thesis\.txt"):
        remove_bundle(kept.parent)
    assert kept.read_text() == "years of work"


def test_removing_takes_the_folder_and_of_a_link_only_the_link(tmp_path: Path, archive: Path) -> None:
    bundle = install_bundle(archive, tmp_path / "models")
    link = tmp_path / "link"
    link.symlink_to(bundle.folder)
    remove_bundle(link)
    assert not link.is_symlink()
    assert load_bundle(bundle.folder).name == "gestures"
    remove_bundle(bundle.folder)
    assert not bundle.folder.exists()


def test_a_broken_bundle_is_neither_exported_nor_installed(tmp_path: Path, bundle_copy: EditBundle) -> None:
    folder = bundle_copy()
    (folder / "weights.tflite").write_bytes(b"other weights")
    with pytest.raises(BundleError, match="sha256"):
        export_bundle(load_bundle(folder), tmp_path / "out.zip")
    with pytest.raises(BundleError, match="sha256"):
        install_bundle(folder, tmp_path / "models")
    assert not (tmp_path / "out.zip").exists()
    assert inside(tmp_path / "models") == set()


def test_a_bundle_that_does_not_fit_together_does_not_take_its_place(tmp_path: Path, bundle_copy: EditBundle) -> None:
    with pytest.raises(BundleError, match=r"input\.window"):
        install_bundle(bundle_copy("window = 30", "window = 29"), tmp_path / "models")
    assert inside(tmp_path / "models") == set()


def test_exporting_overwrites_only_when_asked(tmp_path: Path, packed: bytes) -> None:
    bundle, target = load_bundle(bundled_models() / "gestures"), tmp_path / "a.zip"
    target.write_bytes(b"precious")
    with pytest.raises(OutputError, match="there already"):
        export_bundle(bundle, target)
    assert target.read_bytes() == b"precious"
    assert export_bundle(bundle, target, replace=True) == packed == target.read_bytes()


def link(name: str, to: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info, to.encode()


def device(name: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFIFO | 0o644) << 16
    return info, b""


HOSTILE = {
    "up": [("../model.toml", b"x")],
    "up from inside": [("a/../../model.toml", b"x")],
    "absolute": [("/srv/model.toml", b"x")],
    "drive": [("C:model.toml", b"x")],
    "drive and folder": [("C:/model.toml", b"x")],
    "backslash": [("..\\model.toml", b"x")],
    "stream": [("model.toml:hidden", b"x")],
    "control character": [("model\n.toml", b"x")],
    "link": [link("gestures", "/etc"), ("gestures/model.toml", b"x")],
    "fifo": [device("pipe"), ("model.toml", b"x")],
    "case clash": [("model.toml", b"x"), ("MODEL.toml", b"y")],
    "folder case clash": [("a/model.toml", b"x"), ("A/weights.tflite", b"y")],
    "composed clash": [("가", b"x"), ("\u1100\u1161", b"y")],
    "file and folder": [("a", b"x"), ("a/model.toml", b"y")],
    "device name": [("nul.toml", b"x")],
    "trailing dot": [("model.toml.", b"x")],
    "empty part": [("a//model.toml", b"x")],
    "bomb": [("model.toml", bytes(8 << 20))],
    "many files": [(f"{n}", b"") for n in range(10_001)],
    "no manifest": [("weights.tflite", b"x")],
    "two manifests": [("a/model.toml", b"x"), ("b/model.toml", b"x")],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archives_are_refused_and_leave_nothing(tmp_path: Path, kind: str) -> None:
    path = zip_of(tmp_path / "hostile.zip", HOSTILE[kind])
    with pytest.raises(ArchiveError) as caught:
        install_bundle(path, tmp_path / "models")
    assert caught.value.path == path
    assert inside(tmp_path) == {"hostile.zip"}


def test_a_nul_in_a_name_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "nul.zip", [("model.tomlX.txt", b"x")])
    path.write_bytes(path.read_bytes().replace(b"model.tomlX.txt", b"model.toml\0.txt"))
    with pytest.raises(ArchiveError, match="cannot be shown"), open_zip(path):
        pass


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "locked.zip", [("model.toml", b"x")])
    data = bytearray(path.read_bytes())
    flags = data.index(b"PK\x01\x02") + 8
    data[flags] |= 1
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="encrypted"), open_zip(path):
        pass


def test_sizes_that_lie_do_not_fill_the_disk(tmp_path: Path) -> None:
    """A bomb whose directory says it is small: what is read ends where the directory says, and fails its checksum."""
    path = zip_of(tmp_path / "liar.zip", [("model.toml", bytes(8 << 20))])
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 100)
    path.write_bytes(data)
    with pytest.raises(ArchiveError), open_zip(path) as archive:
        archive.unpack(tmp_path / "out")
    assert sum(file.stat().st_size for file in (tmp_path / "out").rglob("*")) <= 100


@pytest.mark.parametrize("cut", [0, 10, 2_000, -30])
def test_a_damaged_archive_is_refused(tmp_path: Path, packed: bytes, cut: int) -> None:
    (tmp_path / "cut.zip").write_bytes(packed[:cut])
    with pytest.raises(ArchiveError):
        install_bundle(tmp_path / "cut.zip", tmp_path / "models")


def test_a_changed_byte_is_noticed(tmp_path: Path, archive: Path, packed: bytes) -> None:
    at = len(packed) // 2
    archive.write_bytes(packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :])
    with pytest.raises(BundleError):
        install_bundle(archive, tmp_path / "models")
    assert inside(tmp_path / "models") == set()


PIECES = ["a", "A", ".", "..", ":", "/", "\\", " ", "\n", "가", "~", "*", "con", "é"]
NAMES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)


@given(names=st.lists(NAMES, min_size=1, max_size=4, unique=True))
def test_whatever_names_an_archive_holds_nothing_leaves_the_folder(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Either an archive is refused, or every file of it lies below the folder, under its own name."""
    tmp_path = tmp_path_factory.mktemp("names")
    place = tmp_path / "outer" / "place"
    path = tmp_path / "any.zip"
    try:
        zip_of(path, [(name, name.encode()) for name in names])
    except (ValueError, UserWarning):
        assume(False)  # zipfile itself will not write it
    try:
        with open_zip(path) as archive:
            archive.unpack(place)
            files = set(archive.files)
    except ArchiveError:
        assert inside(tmp_path) == {"any.zip"}
    else:
        found = {file.relative_to(place).as_posix() for file in place.rglob("*") if file.is_file()}
        assert found == files
        assert {entry.split("/")[0] for entry in inside(tmp_path)} <= {"any.zip", "outer"}
        assert all((place / name).read_bytes() == name.encode() for name in files)
