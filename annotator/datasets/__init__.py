"""Data sets people have, in whatever form, as samples with labels; and pictures of them as models want to be fed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from annotator.datasets.aihub import AiHubReader
from annotator.datasets.aihub_keypoints import is_keypoint_folder, keypoints_to_pose, read_keypoints
from annotator.datasets.check import CheckOptions, Problem, check_dataset
from annotator.datasets.copying import copy_to_folders
from annotator.datasets.cutouts import Cutouts, load_cutouts
from annotator.datasets.dataset import PARTS, Dataset, Medium, Sample
from annotator.datasets.extract import Extraction, Watching, extract_dataset
from annotator.datasets.extract_keypoints import KEYPOINTS_FORM, keypoint_dataset
from annotator.datasets.extract_plan import Extract
from annotator.datasets.extract_work import Extracted
from annotator.datasets.folders import PictureFolders, PoseFolders, SequenceFolders, VideoFolders
from annotator.datasets.footage import Footage, Span, load_footage
from annotator.datasets.hashes import identical_files
from annotator.datasets.keti import KetiReader
from annotator.datasets.naming import save_tokens
from annotator.datasets.people import WANTS, Want
from annotator.datasets.readers import Reader, Wanted, choose
from annotator.datasets.record_all import AllRecorded, record_labels
from annotator.datasets.record_clips import labelled_dataset
from annotator.datasets.record_labels import Recorded, Recording, save_truth
from annotator.datasets.sequences import LabelledSequences, read_array
from annotator.datasets.set_aside import Moved, aside_folder, bring_back, set_aside
from annotator.datasets.sheet import contact_sheet
from annotator.datasets.sign_mnist import SignMnistReader, load_pixels
from annotator.datasets.survey import ClassFacts, FileFacts, Survey, survey_dataset
from annotator.datasets.table import ListReader, write_list
from annotator.datasets.timed import TimedReader

__all__ = [
    "KEYPOINTS_FORM",
    "PARTS",
    "READERS",
    "WANTS",
    "AllRecorded",
    "CheckOptions",
    "ClassFacts",
    "Cutouts",
    "Dataset",
    "Extract",
    "Extracted",
    "Extraction",
    "FileFacts",
    "Footage",
    "Medium",
    "Moved",
    "Problem",
    "Reader",
    "Recorded",
    "Recording",
    "Sample",
    "Span",
    "Survey",
    "TimedReader",
    "Want",
    "Wanted",
    "Watching",
    "aside_folder",
    "bring_back",
    "check_dataset",
    "contact_sheet",
    "copy_to_folders",
    "extract_dataset",
    "identical_files",
    "is_keypoint_folder",
    "keypoint_dataset",
    "keypoints_to_pose",
    "labelled_dataset",
    "load_cutouts",
    "load_footage",
    "load_pixels",
    "open_dataset",
    "read_array",
    "read_keypoints",
    "record_labels",
    "save_tokens",
    "save_truth",
    "set_aside",
    "survey_dataset",
    "write_list",
]

_READERS: Final[tuple[type[Reader], ...]] = (
    TimedReader,
    ListReader,
    VideoFolders,
    PictureFolders,
    SequenceFolders,
    PoseFolders,
    LabelledSequences,
    SignMnistReader,
    AiHubReader,
    KetiReader,
)
READERS: Final[dict[str, Reader]] = {reader.name: reader() for reader in _READERS}


def open_dataset(path: Path | str, form: str = "", wanted: Wanted = Wanted()) -> Dataset:  # noqa: B008 (frozen)
    """Reads the data set at `path`, of the form called `form` (see `READERS`; "": the one it looks like).

    Raises DatasetError naming the file, TokenError for the dictionary, UsageError for what cannot be told and has to
    be said.
    """
    path = Path(path)
    return choose(READERS, path, form).read(path, wanted)
