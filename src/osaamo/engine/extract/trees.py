"""Gradient-boosted trees read from plain arrays: the learnt ranker without its training library.

Trained by ``tools/train/train_ranker.py`` with LightGBM (Ke et al. 2017); stored as arrays so that a worker needs
numpy only and the file is readable on every platform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


class Trees:
    """A sum of regression trees and the calibration of its sum.

    Arrays of the file: ``feature``, ``threshold``, ``left``, ``right``, ``value`` of shape [trees, nodes] (a leaf
    points to itself), ``names`` of the columns, ``curve_x`` and ``curve_y`` of the calibration.
    """

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        """Load ``path``, trained on the columns ``names``.

        Raises:
            BrokenArtefact: the file is missing, damaged or made for other columns.
        """
        try:
            with np.load(path) as arrays:
                self._feature = arrays["feature"]
                self._threshold = arrays["threshold"]
                self._left = arrays["left"]
                self._right = arrays["right"]
                self._value = arrays["value"]
                self._curve = arrays["curve_x"], arrays["curve_y"]
                self._blend = arrays["blend"].astype(np.float32)
                self.version = str(arrays["version"])
                self.threshold = float(arrays["shown_from"])
                trained = tuple(arrays["names"].tolist())
        except (OSError, KeyError, ValueError) as problem:
            raise BrokenArtefact(f"{path.name} cannot be read: install the package again.", file=path.name) from problem
        if trained != names:
            raise BrokenArtefact(f"{path.name} was trained for other features: train it again.", file=path.name)
        self._depth = int(self._longest_path())

    def scores(self, table: NDArray[np.float32], spelling: NDArray[np.float32]) -> NDArray[np.float32]:
        """``float32[len(table)]``, higher is better: the trees plus shares of the dense score and of ``spelling``."""
        dense, spelled = self._blend
        return np.asarray(self.trees(table) + dense * table[:, 0] + spelled * spelling, np.float32)

    def trees(self, table: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of the trees alone, ``float32[len(table)]``."""
        trees = np.arange(len(self._feature))
        at = np.zeros((len(table), len(trees)), np.int32)
        rows = np.arange(len(table))[:, None]
        for _ in range(self._depth):
            goes_left = table[rows, self._feature[trees, at]] <= self._threshold[trees, at]
            at = np.where(goes_left, self._left[trees, at], self._right[trees, at])
        return np.asarray(self._value[trees, at].sum(axis=1), np.float32)

    def confidence(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Calibrated probabilities that a human judge finds the skill right."""
        return np.asarray(np.interp(scores, *self._curve), np.float32)

    def _longest_path(self) -> int:
        depth = 0
        nodes = np.arange(self._left.shape[1])
        reach = np.zeros(self._left.shape, bool)
        reach[:, 0] = True
        while True:
            inner = reach & (self._left != nodes)
            if not inner.any():
                return depth
            depth += 1
            following = np.zeros_like(reach)
            tree, node = np.nonzero(inner)
            following[tree, self._left[tree, node]] = True
            following[tree, self._right[tree, node]] = True
            reach = following
