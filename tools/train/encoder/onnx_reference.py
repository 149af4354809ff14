"""How to use the exported encoder with onnxruntime + tokenizers + numpy only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from pathlib import Path


class OnnxEncoder:
    """Session and tokenizer of an exported folder."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        opts = ort.SessionOptions()
        opts.intra_op_num_threads = threads
        opts.inter_op_num_threads = 1
        opts.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = ort.InferenceSession(str(folder / "encoder.onnx"), opts, providers=["CPUExecutionProvider"])
        self.tok = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tok.no_padding()
        self.tok.enable_truncation(128)

    def encode(self, texts: list[str], batch: int = 16) -> np.ndarray:
        """Unit vectors float32 [n, 384]; texts of similar length share a batch."""
        ids = [e.ids for e in self.tok.encode_batch_fast(texts)]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out = np.empty((len(ids), 384), np.float32)
        for at in range(0, len(order), batch):
            ix = order[at : at + batch]
            width = max(len(ids[i]) for i in ix)
            a = np.ones((len(ix), width), np.int64)  # 1 = <pad>
            m = np.zeros((len(ix), width), np.int64)
            for r, i in enumerate(ix):
                a[r, : len(ids[i])] = ids[i]
                m[r, : len(ids[i])] = 1
            out[ix] = self.session.run(None, {"input_ids": a, "attention_mask": m})[0]
        return out


def load_concepts(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Uris, unit prototypes and hub means of an exported folder."""
    z = np.load(folder / "concepts.npz")
    return (
        z["uris"],
        z["matrix"].astype(np.float32) * z["scales"].astype(np.float32)[:, None],
        z["hub"].astype(np.float32),
    )


def document_scores(
    vectors: np.ndarray, protos: np.ndarray, hub: np.ndarray, weight: float = 0.25, t: float = 0.1
) -> np.ndarray:
    """Soft maximum over the sentences of one document -> score per concept."""
    s = vectors @ protos.T - weight * hub
    m = s.max(0)
    return m + t * np.log(np.exp((s - m) / t).sum(0))
