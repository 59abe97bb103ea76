"""Training: data sets, splits, evaluation, conversion to LiteRT, and the contract of trainers.

The only place that imports TensorFlow, and only once something is trained or converted.
"""

from annotator.training.backend import Backend, load_backend, make_repeatable
from annotator.training.card import model_card
from annotator.training.clips import Clip, joined, load_clips, without_landmarks
from annotator.training.convert import MAX_DIFFERENCE, Converted, convert_keras, litert_scores
from annotator.training.evaluation import confusion_matrix, window_metrics
from annotator.training.group_split import GroupSplit, refuse_copies, split_by_group
from annotator.training.poses import recording_landmarks, write_recording_pose
from annotator.training.recordings import Recording, load_recording, load_recordings
from annotator.training.split import Part, Split, split_by_time, time_ranges, windows
from annotator.training.trainer import (
    OptionInfo,
    Progress,
    ProgressCallback,
    Trainer,
    TrainerOptions,
    TrainingReport,
    command_line,
    option_infos,
    run_trainer,
)

__all__ = [
    "MAX_DIFFERENCE",
    "Backend",
    "Clip",
    "Converted",
    "GroupSplit",
    "OptionInfo",
    "Part",
    "Progress",
    "ProgressCallback",
    "Recording",
    "Split",
    "Trainer",
    "TrainerOptions",
    "TrainingReport",
    "command_line",
    "confusion_matrix",
    "convert_keras",
    "joined",
    "litert_scores",
    "load_backend",
    "load_clips",
    "load_recording",
    "load_recordings",
    "make_repeatable",
    "model_card",
    "option_infos",
    "recording_landmarks",
    "refuse_copies",
    "run_trainer",
    "split_by_group",
    "split_by_time",
    "time_ranges",
    "window_metrics",
    "windows",
    "without_landmarks",
    "write_recording_pose",
]
