"""Concept matrix of the encoder tier and the folder that ships.

Writes encoder.onnx, tokenizer.json, concepts.npz and meta.json.  concepts.npz:
  uris     [n] str
  matrix   [n, 384] int8, scales [n] float16: prototype = matrix * scales (unit length)
  hub      [n] float16: mean similarity of the concept to background sentences
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from background import background
from data import Concepts, training_sentences
from enc_util import encode, pad, tokenise
from export_onnx import activation_peaks, build
from model import load
from tokenizers import Tokenizer
from torch.nn import functional as fn


def quantise(p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unit rows as int8 with one float16 scale a row."""
    s = (np.abs(p).max(1) / 127).astype(np.float16)
    return np.clip(np.rint(p / s[:, None].astype(np.float32)), -127, 127).astype(np.int8), s


def digest(p: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(p.read_bytes()).hexdigest()


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--run", type=Path, required=True, help="folder with last.pt and tokenizer.json")
    ap.add_argument("--version", required=True)
    ap.add_argument("--background", type=int, default=800, help="sentences per language")
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    a.out.mkdir(parents=True, exist_ok=True)
    ckf = a.run / "last.pt"
    ck = torch.load(ckf, map_location="cpu", weights_only=False)
    enc = load(str(ckf)).eval()
    tok = Tokenizer.from_file(str(a.run / "tokenizer.json"))
    c = Concepts(a.data)
    sample = [t for _, t, _ in training_sentences([a.data / "training/sentences.csv.gz"], c.index)][5::167] + c.labels[
        ::200
    ]
    peaks = activation_peaks(enc, [pad([x]) for x in tokenise(tok, sample)])
    peaks = {n: v for n, v in peaks.items() if n.endswith(("up", "down"))}
    onnx.save(build(ck["state"], ck["config"], "dynamic", peaks), a.out / "encoder.onnx")
    (a.out / "tokenizer.json").write_bytes((a.run / "tokenizer.json").read_bytes())
    p = fn.normalize(ck["protos"], dim=-1).numpy()
    q, s = quantise(p)
    bg = [t for ts in background(a.data, a.background).values() for t in ts]
    h = (encode(enc, tok, bg) @ p.T).mean(0)
    np.savez_compressed(a.out / "concepts.npz", uris=np.array(c.uris), matrix=q, scales=s, hub=h.astype(np.float16))
    meta = {
        "name": "osaamo-encoder",
        "version": a.version,
        "languages": ["fi", "sv", "en"],
        "base": "multilingual-e5-small (MIT), vocabulary pruned, fine-tuned on CPU",
        "dimension": 384,
        "pooling": "mean over tokens + learned offset, L2 (inside the graph)",
        "prefix": "",
        "max_tokens": 128,
        "pieces": tok.get_vocab_size(),
        "concepts": len(c.uris),
        "esco_version": "1.2",
        "hub_weight": 0.25,
        "aggregate": {"kind": "logsumexp", "temperature": 0.1},
        "training_steps": ck["step"],
        "sha256": {n: digest(a.out / n) for n in ("encoder.onnx", "tokenizer.json", "concepts.npz")},
    }
    (a.out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
