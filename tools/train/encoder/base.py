"""Rebuild multilingual-e5-small from a packed 4-bit file and prune its vocabulary.

The packed file (``e5-small-q4.bin``, MIT) holds the tokenizer pieces and all tensors; matrices are
Q4_0 blocks (fp16 scale + 32 nibbles).  The result is a fp32 state dict for ``model.Encoder`` and a
``tokenizers`` JSON with the kept pieces only.  Pieces keep their scores, so any text whose best
segmentation uses kept pieces is tokenised exactly as before.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import json
import re
import struct
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

csv.field_size_limit(10**9)
QK = 32


def read_packed(path: Path) -> tuple[dict, dict[str, tuple[np.ndarray | memoryview, int]]]:
    """Return header fields and a directory name -> (raw bytes, dtype code)."""
    buf = memoryview(path.read_bytes())
    pos = 8
    names = ("H", "NL", "NH", "FF", "VOC", "MAXP", "TVS")
    head = dict(zip(names, struct.unpack_from("<7i", buf, pos), strict=True))
    pos += 28
    head["eps"] = struct.unpack_from("<f", buf, pos)[0]
    pos += 8
    n_pieces = struct.unpack_from("<i", buf, pos)[0]
    pos += 20
    blob_len = struct.unpack_from("<Q", buf, pos)[0]
    pos += 8 + (n_pieces + 1) * 4 + n_pieces * 4 + blob_len
    _n_norm, nm_bytes = struct.unpack_from("<iI", buf, pos)
    pos += 8 + nm_bytes
    n_dir = struct.unpack_from("<i", buf, pos)[0]
    pos += 4
    table = {}
    for _ in range(n_dir):
        (length,) = struct.unpack_from("<H", buf, pos)
        pos += 2
        name = bytes(buf[pos : pos + length]).decode()
        pos += length
        dtype, _n, off, nbytes = struct.unpack_from("<BIQQ", buf, pos)
        pos += 21
        table[name] = (buf[off : off + nbytes], dtype)
    head["n_pieces"] = n_pieces
    return head, table


def dequantize(raw: memoryview, n_in: int) -> np.ndarray:
    """Q4_0 blocks -> float32 [rows, n_in]."""
    block = np.dtype([("d", "<f2"), ("q", "u1", 16)])
    a = np.frombuffer(raw, dtype=block)
    lo = (a["q"] & 15).astype(np.float32) - 8
    hi = (a["q"] >> 4).astype(np.float32) - 8
    out = np.concatenate([lo, hi], axis=1) * a["d"].astype(np.float32)[:, None]
    return out.reshape(-1, n_in)


def state_dict(head: dict, table: dict, keep: list[int], max_positions: int) -> dict:
    """Tensors in the naming of ``model.Encoder`` with the kept embedding rows."""
    h, ff = head["H"], head["FF"]

    def vec(name: str) -> torch.Tensor:
        return torch.from_numpy(np.frombuffer(table[name][0], dtype="<f4").copy())

    def mat(name: str, n_in: int) -> torch.Tensor:
        return torch.from_numpy(dequantize(table[name][0], n_in))

    sd = {
        "word.weight": mat("emb.word", h)[keep].clone(),
        "pos": vec("emb.pos").reshape(-1, h)[:max_positions].clone() + vec("emb.type")[:h],
        "ln.weight": vec("emb.ln.w"),
        "ln.bias": vec("emb.ln.b"),
    }
    for i in range(head["NL"]):
        p, q = f"l{i}.", f"layers.{i}."
        sd[q + "qkv.weight"] = torch.cat([mat(p + x + ".w", h) for x in "qkv"])
        sd[q + "qkv.bias"] = torch.cat([vec(p + x + ".b") for x in "qkv"])
        for src, dst, n_in in (("ao", "out", h), ("fi", "up", h), ("fo", "down", ff)):
            sd[q + dst + ".weight"] = mat(p + src + ".w", n_in)
            sd[q + dst + ".bias"] = vec(p + src + ".b")
        for src, dst in (("aln", "ln1"), ("oln", "ln2")):
            sd[q + dst + ".weight"] = vec(p + src + ".w")
            sd[q + dst + ".bias"] = vec(p + src + ".b")
    return sd


def strings(obj: object):
    """All strings of a JSON value."""
    if isinstance(obj, str):
        yield obj
    elif isinstance(obj, dict):
        for v in obj.values():
            yield from strings(v)
    elif isinstance(obj, list):
        for v in obj:
            yield from strings(v)


def texts_of(path: Path):
    """All text cells of a csv/tsv/jsonl file (gzip or not)."""
    op = gzip.open if path.suffix == ".gz" else open
    with op(path, "rt", encoding="utf-8") as f:
        if ".csv" in path.name or ".tsv" in path.name:
            for row in csv.reader(f, delimiter="\t" if ".tsv" in path.name else ","):
                yield from (c for c in row if c and not c.startswith("http"))
        else:
            for line in f:
                yield from (s for s in strings(json.loads(line)) if len(s) > 2 and not s.startswith("http"))


def count_pieces(tok: Tokenizer, paths: list[Path]) -> collections.Counter:
    """How often each piece occurs in the texts of the files."""
    n: collections.Counter = collections.Counter()
    for p in paths:
        batch: list[str] = []
        for t in texts_of(p):
            batch.append(t[:20000])
            if len(batch) >= 4000:
                for e in tok.encode_batch_fast(batch, add_special_tokens=False):
                    n.update(e.ids)
                batch = []
        for e in tok.encode_batch_fast(batch, add_special_tokens=False):
            n.update(e.ids)
    return n


CHAR = re.compile(r"^▁?[\u0021-\u024f\u0370-\u03ff\u2010-\u2044\u20a0-\u20bf\u2100-\u214f\u2190-\u21ff\u2200-\u22ff▁]$")


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--weights", type=Path, required=True, help="e5-small-q4.bin")
    ap.add_argument("--tokenizer", type=Path, required=True, help="the full XLM-R tokenizer.json")
    ap.add_argument("--core", type=Path, nargs="+", required=True, help="files whose pieces are all kept")
    ap.add_argument("--more", type=Path, nargs="*", default=[], help="files whose frequent pieces are kept")
    ap.add_argument("--pieces", type=int, default=40000)
    ap.add_argument("--max-positions", type=int, default=256)
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    tok = Tokenizer.from_file(str(a.tokenizer))
    spec = json.loads(a.tokenizer.read_text(encoding="utf-8"))
    vocab = spec["model"]["vocab"]
    head, table = read_packed(a.weights)
    if head["VOC"] < len(vocab) - 1:
        raise SystemExit("The tokenizer does not belong to these weights.")
    core = count_pieces(tok, a.core)
    more = count_pieces(tok, a.more)
    keep = {0, 1, 2, 3} | set(core)
    keep |= {i for i, (s, _) in enumerate(vocab) if CHAR.match(s)}
    keep.add(min(range(4, len(vocab) - 1), key=lambda i: vocab[i][1]))  # keeps the unknown penalty as it was
    print("core pieces", len(core), "with characters", len(keep), "seen elsewhere", len(more))
    for i, _n in more.most_common():
        if len(keep) >= a.pieces:
            break
        keep.add(i)
    last = len(vocab) - 1  # <mask>
    order = sorted(i for i in keep if i != last and i < head["VOC"])
    total = sum(more.values())
    print("kept", len(order), "coverage of the other texts %.5f" % (sum(more[i] for i in order) / max(1, total)))
    spec["model"]["vocab"] = [vocab[i] for i in order]
    spec["added_tokens"] = [t for t in spec["added_tokens"] if t["id"] < 4]
    spec["truncation"] = None
    spec["padding"] = None
    (a.out / "tokenizer.json").write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    sd = state_dict(head, table, order, a.max_positions)
    torch.save(
        {"state": sd, "config": {"layers": head["NL"], "heads": head["NH"], "eps": head["eps"]}}, a.out / "base.pt"
    )
    json.dump(order, (a.out / "kept.json").open("w"))


if __name__ == "__main__":
    main()
