"""Model bundles: the manifest, the folder around it, where they are found, and running their weights on LiteRT."""

from annotator.models.archive import export_bundle, install_bundle, pack_bundle, remove_bundle
from annotator.models.bundle import WEIGHTS_NAME, Bundle, load_bundle
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
from annotator.models.stateful import StatefulModel, Stream
from annotator.models.store import ModelStore, StoredModel, bundled_models, user_models
from annotator.models.verify import check_stateful, verify_bundle
from annotator.models.weights_info import TensorInfo, WeightsInfo, parse_weights, weights_info
from annotator.models.writing import check_target, encode_manifest, update_manifest, write_bundle
from annotator.models.zips import SafeZip, open_zip

__all__ = [
    "WEIGHTS_NAME",
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
    "StatefulModel",
    "StoredModel",
    "Stream",
    "TensorInfo",
    "WeightsInfo",
    "as_values",
    "bundled_models",
    "check_stateful",
    "check_target",
    "decode_manifest",
    "encode_manifest",
    "export_bundle",
    "frames_input",
    "install_bundle",
    "load_bundle",
    "open_zip",
    "pack_bundle",
    "parse_weights",
    "read_manifest",
    "remove_bundle",
    "softmax",
    "update_manifest",
    "user_models",
    "verify_bundle",
    "weight_shapes",
    "weights_info",
    "write_bundle",
]
