"""Gradient-boosted trees: the learnt ranker without its training library.

Trained by ``tools/train/train_ranker.py`` with LightGBM (Ke et al. 2017), written as an ONNX tree ensemble and run by
ONNX Runtime, which walks 500 trees for 140 candidates in under 2 ms on one core (numpy took 9).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


class Trees:
    """A sum of regression trees, shares of plain scores, and the calibration of an engine led by this ranker.

    Arrays of the file: ``model`` (bytes of the ONNX model: input ``x`` float32[rows, columns], output ``y``
    float32[rows, 1]), ``names`` of the columns, ``blend`` (weights of dense, spelling, clausal and lexical scores),
    ``curve_x`` and ``curve_y`` of the calibration, ``shown_from``, ``version``.
    """

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        """Load ``path``, trained on the columns ``names``.

        Raises:
            BrokenArtefact: the file is missing, damaged or made for other columns.
        """
        self._file = path.name
        try:
            with np.load(path) as arrays:
                self._model = arrays["model"].tobytes()
                self._curve = arrays["curve_x"], arrays["curve_y"]
                self._blend = arrays["blend"].astype(np.float32)
                self.version = str(arrays["version"])
                self.threshold = float(arrays["shown_from"])
                trained = tuple(arrays["names"].tolist())
        except (OSError, KeyError, ValueError) as problem:
            raise BrokenArtefact(f"{path.name} cannot be read: install the package again.", file=path.name) from problem
        if trained != names:
            raise BrokenArtefact(f"{path.name} was trained for other features: train it again.", file=path.name)

    @property
    def uses_clauses(self) -> bool:
        """Whether the blend asks for how near the clauses come."""
        return bool(self._blend[2])

    def plain(self, *parts: NDArray[np.float32]) -> NDArray[np.float32]:
        """``float32[rows]``: what dense, spelling, clausal and lexical scores (each ``[rows]``) add to the trees."""
        return np.asarray(np.stack(parts, axis=1) @ self._blend, np.float32)

    def trees(self, table: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of the trees alone, ``float32[len(table)]``."""
        return np.asarray(self._session.run(None, {"x": table})[0][:, 0], np.float32)

    def confidence(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Calibrated probabilities that a human judge finds the skill right."""
        return np.asarray(np.interp(scores, *self._curve), np.float32)

    @cached_property
    def _session(self) -> Any:
        import onnxruntime as ort  # noqa: PLC0415 - 0.2 s that a vocabulary search need not pay

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            return ort.InferenceSession(self._model, options, providers=["CPUExecutionProvider"])
        except Exception as problem:  # ONNX Runtime raises exceptions of its own that share no other base
            raise BrokenArtefact(
                f"{self._file} cannot be read: install the package again.", file=self._file
            ) from problem
