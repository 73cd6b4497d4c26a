"""Questions with what is answered to them come in; the weights of the chat's intent model go out.

`python -m training.intents` fits scikit-learn's logistic regression on `prompts/chat_examples.md` and, at
half the weight, on the phrases of `prompts/chat_words.md`. C was chosen on 102 paraphrases before they became
examples: with 5, 20 and 60 it told 81, 86 and 88 of them.
"""

from __future__ import annotations

import hashlib

import numpy as np
from sklearn.linear_model import LogisticRegression

from agent_plugin.chat.intents import WEIGHTS, features
from agent_plugin.prompts import lines

# Structure: how much a phrase alone says beside a whole question.
_PHRASE_WEIGHT = 0.5
_C = 60.0


def examples() -> tuple[list[str], list[str], list[float]]:
    """Questions, what is answered to each, and how much each weighs."""
    rows = [
        (one.strip(), name, 1.0) for name, row in lines("chat_examples").items() for one in row.split("|")
    ]
    known = {name for _, name, _ in rows}
    rows += [
        (phrase.strip().rstrip("*"), name, _PHRASE_WEIGHT)
        for name, row in lines("chat_words").items()
        if name in known
        for phrase in row.split("|")
    ]
    texts, names, weights = zip(*rows, strict=True)
    return list(texts), list(names), list(weights)


def fingerprint() -> str:
    """Of what the weights are fitted on: a test compares it."""
    texts, names, _ = examples()
    return hashlib.sha256(repr((texts, names)).encode()).hexdigest()


def main() -> None:
    """Fit and write."""
    texts, names, weights = examples()
    model = LogisticRegression(C=_C, max_iter=3000)  # type: ignore[no-untyped-call]  # they have no types
    model.fit(np.stack([features(text) for text in texts]), names, sample_weight=weights)
    np.savez_compressed(
        WEIGHTS,
        names=np.array(model.classes_),
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float16),
        fitted_on=np.array(fingerprint()),
    )


if __name__ == "__main__":
    main()
