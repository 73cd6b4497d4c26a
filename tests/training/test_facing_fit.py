"""The classifier of facings, learned from made-up features whose answer is known."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent_plugin.tools.classifiers import facing

pytest.importorskip("torch", reason="the classifiers are learned with torch, in an environment of its own")

PEOPLE, FEATURES = 600, 12


@pytest.fixture(scope="module")
def fit() -> Any:
    return importlib.import_module("training.facing_fit")


@pytest.fixture(scope="module")
def readings() -> dict[str, np.ndarray[Any, Any]]:
    """Features that hold sine and cosine of torso and head, among noise, and those of the mirror image."""
    rng = np.random.default_rng(0)
    torso, turn = rng.uniform(-180, 180, (2, PEOPLE))

    def seen(sign: float) -> np.ndarray[Any, Any]:
        angles = np.radians(sign * np.stack([torso, torso + turn], axis=1))
        rest = rng.normal(0, 1, (PEOPLE, FEATURES - 4))
        return np.concatenate([np.sin(angles), np.cos(angles), rest], axis=1)

    view = np.stack([seen(1.0), seen(-1.0)], axis=1).astype(np.float32)
    return {"whole": view, "upper": view, "torso_deg": torso, "turn_deg": turn}


def test_where_people_face_is_learned_and_read_again(fit: Any, readings: dict[str, Any]) -> None:
    everyone = np.arange(PEOPLE)
    answers = fit.read(fit.fit(readings, everyone[:500], 0), readings, everyone[500:])
    head_deg = readings["torso_deg"] + readings["turn_deg"]
    for part, truth_deg in enumerate((readings["torso_deg"], head_deg)):
        yaw_deg = np.degrees(np.arctan2(answers[:, part, 0], answers[:, part, 1]))
        error_deg = np.abs((yaw_deg - truth_deg[500:] + 180) % 360 - 180)
        assert np.median(error_deg) < 20


def test_the_same_seed_gives_the_same_classifier(fit: Any, readings: dict[str, Any]) -> None:
    first, second = (fit.fit(readings, np.arange(200), 7) for _ in range(2))
    assert all((first[view][name] == second[view][name]).all() for view in first for name in first[view])


def test_the_product_says_what_was_learned(fit: Any, readings: dict[str, Any]) -> None:
    networks = fit.fit(readings, np.arange(200), 0)
    stored = {f"{view}_{name}": each for view, network in networks.items() for name, each in network.items()}
    for view, network in networks.items():
        values = readings[view][:5, 0]
        product = np.stack([facing.predict(stored, view, each) for each in values])
        assert product == pytest.approx(fit.predict(network, values), abs=1e-5)


def test_seldom_turns_weigh_as_much_as_common_ones(fit: Any) -> None:
    turn_deg = np.array([5.0] * 90 + [175.0] * 10)
    weights = fit.even_weights(turn_deg)
    assert weights[:90].sum() == pytest.approx(weights[90:].sum())
    assert weights.mean() == pytest.approx(1.0)


def test_the_command_writes_a_classifier_that_the_product_loads(
    fit: Any, readings: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.savez(tmp_path / "readings.npz", **readings)
    out = tmp_path / "facing.npz"
    monkeypatch.setattr("sys.argv", ["fit", str(tmp_path / "readings.npz"), "--out", str(out)])
    fit.main()
    with np.load(out) as stored:
        loaded = {name: stored[name].astype(np.float32) for name in stored.files}
    assert facing.predict(loaded, "upper", readings["upper"][0, 0]).shape == (4,)
    assert facing.predict(loaded, "whole", readings["whole"][0, 0]).shape == (2,)
