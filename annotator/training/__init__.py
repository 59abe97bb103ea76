"""Training: data sets, splits, evaluation, conversion to LiteRT, and the contract of trainers.

The only place that imports TensorFlow, and only once something is trained or converted.
"""

from annotator.training.backend import Backend, load_backend, make_repeatable
from annotator.training.card import model_card
from annotator.training.classes import IDLE_LABEL, ModelClasses, class_weights, model_classes
from annotator.training.classifier import ClassifierOptions, ClassifierTrainer, Course, Lessons, Mapped, tokens_json
from annotator.training.clips import Clip, joined, load_clips, without_landmarks
from annotator.training.convert import MAX_DIFFERENCE, Converted, convert_keras, litert_scores
from annotator.training.dataset_split import split_dataset
from annotator.training.evaluation import confusion_matrix, window_metrics
from annotator.training.fitting import Batch, History, Lesson, Recipe, fit_classifier
from annotator.training.footage_windows import Sampling, WindowTeacher
from annotator.training.group_split import GroupSplit, refuse_copies, split_by_group
from annotator.training.picture_augment import PictureAugment
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
    "IDLE_LABEL",
    "MAX_DIFFERENCE",
    "Backend",
    "Batch",
    "ClassifierOptions",
    "ClassifierTrainer",
    "Clip",
    "Converted",
    "Course",
    "GroupSplit",
    "History",
    "Lesson",
    "Lessons",
    "Mapped",
    "ModelClasses",
    "OptionInfo",
    "Part",
    "PictureAugment",
    "Progress",
    "ProgressCallback",
    "Recipe",
    "Recording",
    "Sampling",
    "Split",
    "Trainer",
    "TrainerOptions",
    "TrainingReport",
    "WindowTeacher",
    "class_weights",
    "command_line",
    "confusion_matrix",
    "convert_keras",
    "fit_classifier",
    "joined",
    "litert_scores",
    "load_backend",
    "load_clips",
    "load_recording",
    "load_recordings",
    "make_repeatable",
    "model_card",
    "model_classes",
    "option_infos",
    "recording_landmarks",
    "refuse_copies",
    "run_trainer",
    "split_by_group",
    "split_by_time",
    "split_dataset",
    "time_ranges",
    "tokens_json",
    "window_metrics",
    "windows",
    "without_landmarks",
    "write_recording_pose",
]
