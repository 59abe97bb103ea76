"""Landmarks of hands and body: extracted with MediaPipe, kept in .pose files, turned into features.

    Video -> open_landmarks -> Landmarks -> [mirror, resample] -> FEATURES[...].compute -> steps for a model

Importing this package loads neither MediaPipe nor OpenCV; only an extraction does.
"""

from __future__ import annotations

from annotator.landmarks.angles import joint_angles
from annotator.landmarks.bodyframe import BodyFrame
from annotator.landmarks.cache import PEOPLE_KIND, CachedLandmarks, CacheEntry, CacheWriter, LandmarkCache
from annotator.landmarks.config import ExtractorConfig
from annotator.landmarks.crops import Box, Cutter, SigningHand, box_around, cut_out
from annotator.landmarks.drawing import draw_skeleton
from annotator.landmarks.extractor import LandmarkExtractor
from annotator.landmarks.features import FEATURES, FeatureSet, HandChooser, Memory
from annotator.landmarks.fingerprint import content_fingerprint
from annotator.landmarks.pairing import FrameTap, Picker, pick
from annotator.landmarks.posefile import PoseFile, PoseWriter, open_pose
from annotator.landmarks.reader import Extraction, LandmarkReader, extract_to_file, open_landmarks
from annotator.landmarks.skeleton import BODY_AND_HANDS, HANDS_ONLY, Component
from annotator.landmarks.spotlight import Spotlight
from annotator.landmarks.transform import mirror, resample

__all__ = [
    "BODY_AND_HANDS",
    "FEATURES",
    "HANDS_ONLY",
    "PEOPLE_KIND",
    "BodyFrame",
    "Box",
    "CacheEntry",
    "CacheWriter",
    "CachedLandmarks",
    "Component",
    "Cutter",
    "Extraction",
    "ExtractorConfig",
    "FeatureSet",
    "FrameTap",
    "HandChooser",
    "LandmarkCache",
    "LandmarkExtractor",
    "LandmarkReader",
    "Memory",
    "Picker",
    "PoseFile",
    "PoseWriter",
    "SigningHand",
    "Spotlight",
    "box_around",
    "content_fingerprint",
    "cut_out",
    "draw_skeleton",
    "extract_to_file",
    "joint_angles",
    "mirror",
    "open_landmarks",
    "open_pose",
    "pick",
    "resample",
]
