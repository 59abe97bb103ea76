"""Model bundles: the manifest, the folder around it, where they are found, and running their weights on LiteRT."""

from annotator.models.archive import export_bundle, install_bundle, pack_bundle, remove_bundle
from annotator.models.bundle import Bundle, load_bundle
from annotator.models.landmarks import LandmarkWeights, softmax
from annotator.models.litert import LiteRtModel, weight_shapes
from annotator.models.manifest import (
    Accuracy,
    CreatedWith,
    Decoding,
    FramesInput,
    LandmarksInput,
    Manifest,
    Output,
    decode_manifest,
    read_manifest,
)
from annotator.models.pictures import PictureWeights, as_values, frames_input
from annotator.models.store import ModelStore, StoredModel, bundled_models, user_models
from annotator.models.verify import verify_bundle
from annotator.models.writing import check_target, encode_manifest, write_bundle
from annotator.models.zips import SafeZip, open_zip

__all__ = [
    "Accuracy",
    "Bundle",
    "CreatedWith",
    "Decoding",
    "FramesInput",
    "LandmarkWeights",
    "LandmarksInput",
    "LiteRtModel",
    "Manifest",
    "ModelStore",
    "Output",
    "PictureWeights",
    "SafeZip",
    "StoredModel",
    "as_values",
    "bundled_models",
    "check_target",
    "decode_manifest",
    "encode_manifest",
    "export_bundle",
    "frames_input",
    "install_bundle",
    "load_bundle",
    "open_zip",
    "pack_bundle",
    "read_manifest",
    "remove_bundle",
    "softmax",
    "user_models",
    "verify_bundle",
    "weight_shapes",
    "write_bundle",
]
