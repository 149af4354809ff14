"""The trilingual transformer: a small fine-tuned encoder run by ONNX Runtime on the CPU.

Pooling, centring and normalisation are part of the graph. Texts of similar length share a batch, so that little
padding is computed; one thread by default, since spinning threads cost more than they bring on shared machines.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_PAD = 1


class OnnxEncoder:
    """See :class:`osaamo.engine.embed.base.Encoder`."""

    def __init__(self, folder: Path, *, threads: int = 1, batch: int = 16) -> None:
        """Load ``encoder.onnx``, ``tokenizer.json`` and ``meta.json`` of ``folder``.

        Raises:
            BrokenArtefact: a file is missing or cannot be read.
        """
        import onnxruntime as ort  # noqa: PLC0415 - 0.2 s that a vocabulary search need not pay
        from tokenizers import Tokenizer  # noqa: PLC0415 - same

        try:
            meta = json.loads((folder / "meta.json").read_text("utf-8"))
            options = ort.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session = ort.InferenceSession(
                str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as problem:  # both libraries raise bare RuntimeError and Exception subclasses of their own
            raise BrokenArtefact(
                f"The encoder in {folder.name} cannot be read: install the package again.", file=folder.name
            ) from problem
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(int(meta["max_tokens"]))
        self._batch = batch
        self.name = f"{meta['name']}-{meta['version']}"
        self.dimension = int(meta["dimension"])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors ``float32[len(texts), dimension]``."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        vectors = np.empty((len(ids), self.dimension), np.float32)
        for first in range(0, len(order), self._batch):
            rows = order[first : first + self._batch]
            width = max(len(ids[row]) for row in rows)
            tokens = np.full((len(rows), width), _PAD, np.int64)
            mask = np.zeros((len(rows), width), np.int64)
            for at, row in enumerate(rows):
                tokens[at, : len(ids[row])] = ids[row]
                mask[at, : len(ids[row])] = 1
            vectors[rows] = self._session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
        return vectors
