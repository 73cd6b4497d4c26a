"""A question comes in; how probable each intent is goes out, by a small linear model over pieces of words.

It was fitted by `training/intents.py` on the questions in `prompts/chat_examples.md` and the words in
`prompts/chat_words.md`; the weights lie beside this file. It knows no meaning: questions that share pieces of
words with those are near to them.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Structure: pieces are counted in so many boxes by a checksum of each; it is the length of the model's input.
BOXES = 4096
# Structure: the longest piece of a word, in letters.
LONGEST = 4
WEIGHTS = Path(__file__).parent / "intents.npz"
_WORD = re.compile(r"[a-z0-9']+|[\u4e00-\u9fff]+")


class Weights(NamedTuple):
    """The fitted model."""

    names: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def features(text: str) -> NDArray[np.float32]:
    """A question as the model takes it (BOXES,): pieces of its words, none across two."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    pieces: Counter[str] = Counter()
    for word in _WORD.findall(plain):
        marked = word if word[0] > "\u4dff" else f" {word} "
        for length in range(1, LONGEST + 1):
            pieces.update(marked[at : at + length] for at in range(len(marked) - length + 1))
    row = np.zeros(BOXES, np.float32)
    for piece, count in pieces.items():
        row[zlib.crc32(piece.encode()) % BOXES] += 1.0 + np.log(count)
    norm = float(np.linalg.norm(row))
    return row / norm if norm else row


def probabilities(text: str) -> dict[str, float]:
    """How probable each intent is, the most probable first."""
    model = _model()
    logits = features(text) @ model.weights + model.bias
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    order = np.argsort(-shares)
    return {model.names[at]: float(shares[at]) for at in order}


@cache
def _model() -> Weights:
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        names = tuple(str(one) for one in kept["names"])
        return Weights(names, kept["weights"].astype(np.float32), kept["bias"].astype(np.float32))
