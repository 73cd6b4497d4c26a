"""A training command's module in, the parser of its arguments out: the commands and the recipe share them.

Nothing here imports torch or the product, so a recipe can be checked whole before its first step runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

BODIES, HANDS = ("body", "ends", "bends", "forks", "runs", "together"), ("hand", "afar", "gloved", "skin")
RENDERS = ("people", *BODIES, *HANDS, "face")
HEADS = ("body", "wrist", "hand", "fingers", "face")
SHARD = 200  # pictures
Parser = argparse.ArgumentParser


def render() -> Parser:
    """Of the renderer."""
    parser = Parser(prog="python -m training.render", description="Render labelled people.")
    parser.add_argument("--count", type=int, required=True, help="how many pictures the folder shall hold")
    parser.add_argument(
        "--out", type=Path, required=True, help="the folder; a job that was stopped continues there"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same pictures")
    parser.add_argument("--workers", type=int, default=1, help="processes, one per core at most")
    parser.add_argument(
        "--kind", choices=RENDERS, default="people", help="people, or a kind with labelled defects"
    )
    return parser


def facing() -> Parser:
    """Of what reads the features of facings."""
    return _of_some(Parser(prog="python -m training.facing"))


def facing_fit() -> Parser:
    """Of what learns facings."""
    parser = Parser(prog="python -m training.facing_fit")
    parser.add_argument("readings", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--check", action="store_true", help="first print the figures of five folds")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def read() -> Parser:
    """Of what reads feature maps into shards."""
    parser = Parser(prog="python -m training.classifiers.read")
    parser.add_argument("kind", choices=HEADS)
    _of_some(parser)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--sound", type=float, default=1.0, help="share of views without a defect to keep")
    parser.add_argument("--shard", type=int, default=SHARD, help="pictures in each shard")
    return parser


def fit() -> Parser:
    """Of what learns a classifier."""
    parser = Parser(prog="python -m training.classifiers.fit")
    parser.add_argument("kind", choices=HEADS)
    parser.add_argument("shards", type=Path, nargs="+", help="folders of shards")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="a network to go on from")
    return parser


def mean() -> Parser:
    """Of the mean of networks."""
    parser = Parser(prog="python -m training.classifiers.mean")
    parser.add_argument("networks", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    return parser


def shape_read() -> Parser:
    """Of what reads the numbers of shapes."""
    return _of_some(Parser(prog="python -m training.classifiers.shape_read"))


def shape_fit() -> Parser:
    """Of what learns the trees of shapes."""
    parser = Parser(prog="python -m training.classifiers.shape_fit")
    parser.add_argument("numbers", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--trees", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--beside", type=Path, help="trees learned before, that have a say as well")
    return parser


def _of_some(parser: Parser) -> Parser:
    """With a folder of renders, what to write, and which part of the pictures to read."""
    parser.add_argument("renders", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    return parser


# In the training environment, and in the product's.
LEARNING: dict[str, Callable[[], Parser]] = {
    "training.render": render,
    "training.facing_fit": facing_fit,
    "training.classifiers.fit": fit,
    "training.classifiers.mean": mean,
    "training.classifiers.shape_fit": shape_fit,
}
READING: dict[str, Callable[[], Parser]] = {
    "training.facing": facing,
    "training.classifiers.read": read,
    "training.classifiers.shape_read": shape_read,
}
PARSERS = {**LEARNING, **READING}
