"""Networks that were fine-tuned from one another come in, one with their mean weights goes out.

    python -m training.classifiers.mean NEWEST.onnx OLDER.onnx... --out tools/classifiers/weights/hand.onnx

A network fine-tuned on other people forgets a little of the first ones; the mean of both keeps more of each
and costs nothing to run. The newest gives the graph; of a table that has grown, the rows that all have are
averaged.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx.numpy_helper import from_array, to_array

from training import commands


def mean(models: list[onnx.ModelProto]) -> onnx.ModelProto:
    """The first network with the mean weights of all; their graphs must be alike."""
    known = [{each.name: to_array(each) for each in model.graph.initializer} for model in models]
    if any(names.keys() != known[0].keys() for names in known):
        raise SystemExit("These networks are not alike: one did not go on from the other.")
    for each in models[0].graph.initializer:
        weights = [names[each.name] for names in known]
        if weights[0].dtype.kind == "f" and weights[0].ndim:
            rows = min(len(weight) for weight in weights)
            joined = weights[0].copy()
            joined[:rows] = np.mean([weight[:rows] for weight in weights], axis=0)
            each.CopyFrom(from_array(joined, each.name))
    return models[0]


def main() -> None:
    """Read the arguments and write the mean."""
    given = commands.mean().parse_args()
    onnx.save(mean([onnx.load(path) for path in given.networks]), given.out)


if __name__ == "__main__":
    main()
