"""Development scores and speed of an exported folder (onnxruntime, int8 prototypes, hub weight)."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from data import Concepts
from onnx_reference import OnnxEncoder, load_concepts
from scoring import Dev


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--export", type=Path, required=True)
    ap.add_argument("--batch", type=int, default=1)
    ap.add_argument("--sink", type=Path)
    a = ap.parse_args()

    c = Concepts(a.data)
    dev = Dev(a.data, c)
    enc = OnnxEncoder(a.export)
    uris, p, h = load_concepts(a.export)
    if list(uris) != c.uris:
        raise SystemExit("The export was made for another skill list.")
    t = time.process_time()
    v = enc.encode(dev.texts, a.batch)
    t = time.process_time() - t
    print(f"{len(dev.texts) / t:.0f} sentences per CPU second, batch {a.batch}")
    s = v @ p.T
    name = f"{a.export.name} onnx int8"
    for agg in ("max", "lse0.1"):
        dev.line(name, s, agg, a.sink)
        dev.line(name + " hub .25", s - 0.25 * h, agg, a.sink)
    np.save(a.export.parent / "devvec.npy", v)


if __name__ == "__main__":
    main()
