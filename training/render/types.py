"""Array types shared by the renderer's modules."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Faces = NDArray[np.integer[Any]]
Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Random = np.random.Generator
