"""Training: data sets, splits, evaluation, conversion to LiteRT, and the contract of trainers.

The only place that imports TensorFlow, and only once something is trained or converted.
"""

from annotator.training.backend import Backend, load_backend, make_repeatable
from annotator.training.balance import cap_classes, oversample, weights_of
from annotator.training.card import Making, model_card
from annotator.training.checks import check_parts
from annotator.training.classes import IDLE_LABEL, IDLE_TEXTS, ModelClasses, class_weights, model_classes
from annotator.training.classifier import ClassifierTrainer
from annotator.training.clips import Clip, Recorded, joined, load_clips, load_recorded, without_landmarks
from annotator.training.convert import MAX_DIFFERENCE, Converted, Precision, convert_keras, litert_scores, shrink
from annotator.training.course import ClassifierOptions, Course, Lessons, Mapped
from annotator.training.dataset_split import split_dataset
from annotator.training.describing import common_entries, tokens_json
from annotator.training.evaluation import (
    ClassFigures,
    Confusion,
    class_figures,
    confusion_matrix,
    top_accuracy,
    window_metrics,
)
from annotator.training.fitting import Batch, Labels, Lesson, Recipe, fit_classifier
from annotator.training.footage_windows import Sampling, WindowTeacher
from annotator.training.group_split import GroupSplit, refuse_copies, split_by_group
from annotator.training.landmark_augment import Changed, LandmarkRanges, augmented, plain
from annotator.training.leaks import refuse_leaks
from annotator.training.picture_augment import PictureAugment
from annotator.training.picture_lessons import PictureSampling, PictureTable, picture_lessons
from annotator.training.poses import recording_landmarks, write_recording_pose
from annotator.training.recordings import Recording, load_recording, load_recordings
from annotator.training.regroup import By, regroup
from annotator.training.run_folder import FOOTAGE_NAME, RunLog, epochs_kept, run_folder
from annotator.training.spans import Spans
from annotator.training.split import Part, Split, split_by_time, time_ranges, windows
from annotator.training.state import History, load_state
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
    "FOOTAGE_NAME",
    "IDLE_LABEL",
    "IDLE_TEXTS",
    "MAX_DIFFERENCE",
    "Backend",
    "Batch",
    "By",
    "Changed",
    "ClassFigures",
    "ClassifierOptions",
    "ClassifierTrainer",
    "Clip",
    "Confusion",
    "Converted",
    "Course",
    "GroupSplit",
    "History",
    "Labels",
    "LandmarkRanges",
    "Lesson",
    "Lessons",
    "Making",
    "Mapped",
    "ModelClasses",
    "OptionInfo",
    "Part",
    "PictureAugment",
    "PictureSampling",
    "PictureTable",
    "Precision",
    "Progress",
    "ProgressCallback",
    "Recipe",
    "Recorded",
    "Recording",
    "RunLog",
    "Sampling",
    "Spans",
    "Split",
    "Trainer",
    "TrainerOptions",
    "TrainingReport",
    "WindowTeacher",
    "augmented",
    "cap_classes",
    "check_parts",
    "class_figures",
    "class_weights",
    "command_line",
    "common_entries",
    "confusion_matrix",
    "convert_keras",
    "epochs_kept",
    "fit_classifier",
    "joined",
    "litert_scores",
    "load_backend",
    "load_clips",
    "load_recorded",
    "load_recording",
    "load_recordings",
    "load_state",
    "make_repeatable",
    "model_card",
    "model_classes",
    "option_infos",
    "oversample",
    "picture_lessons",
    "plain",
    "recording_landmarks",
    "refuse_copies",
    "refuse_leaks",
    "regroup",
    "run_folder",
    "run_trainer",
    "shrink",
    "split_by_group",
    "split_by_time",
    "split_dataset",
    "time_ranges",
    "tokens_json",
    "top_accuracy",
    "weights_of",
    "window_metrics",
    "windows",
    "without_landmarks",
    "write_recording_pose",
]
