"""Training: data sets, splits, evaluation, conversion to LiteRT, and the contract of trainers.

The only place that imports TensorFlow, and only once something is trained or converted.
"""

from annotator.training.backend import Backend, load_backend, make_repeatable
from annotator.training.card import model_card
from annotator.training.convert import MAX_DIFFERENCE, Converted, convert_keras, litert_scores
from annotator.training.evaluation import confusion_matrix, window_metrics
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
    "Converted",
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
    "litert_scores",
    "load_backend",
    "load_recording",
    "load_recordings",
    "make_repeatable",
    "model_card",
    "option_infos",
    "recording_landmarks",
    "run_trainer",
    "split_by_time",
    "time_ranges",
    "window_metrics",
    "windows",
    "write_recording_pose",
]
