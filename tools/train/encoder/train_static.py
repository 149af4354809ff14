"""Train the fast tier: a hashed n-gram table that imitates the encoder and ranks all skills.

Loss = classification over all skills (learned prototypes, as in train_encoder.py) + cosine distance to the
encoder's vector in its leading principal directions.  Writes static.npz (int8 table) and
static_concepts.npz (int8 prototypes, hub means).
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from pathlib import Path

import numpy as np
import static_encoder as recipe
import torch
from background import background
from build_concepts import quantise
from data import Concepts, judged, training_sentences
from enc_util import encode
from model import load
from scoring import Dev
from tokenizers import Tokenizer
from torch.nn import functional as fn
from train_encoder import examples, near_duplicates, step_loss


class Bags:
    """Text -> feature ids and weights, with a word cache."""

    def __init__(self, mask: int) -> None:
        self.mask = mask
        self.cache: dict[str, np.ndarray] = {}

    def __call__(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Feature ids and weights of one text."""
        ws = recipe.words(text)
        ids, wt = [], []
        for w in ws:
            f = self.cache.get(w)
            if f is None:
                f = self.cache[w] = np.array(recipe.word_features(w, self.mask), np.int64)
            ids.append(f)
            wt.append(np.full(len(f), len(f) ** -0.5, np.float32))
        p = np.array([recipe.pair_feature(a, b, self.mask) for a, b in itertools.pairwise(ws)], np.int64)
        ids.append(p)
        wt.append(np.full(len(p), recipe.PAIR_WEIGHT, np.float32))
        return np.concatenate(ids), np.concatenate(wt)


def warm_start(bags: Bags, c: Concepts, sents: list, goal: dict, protos: torch.Tensor, buckets: int) -> torch.Tensor:
    """Every bucket = shrunken mean of the target vectors of the texts that carry it, damped by frequency."""
    pairs = [(t, protos[i]) for i, ts in enumerate(c.texts) for k, t in ts if k != "desc"]
    pairs += [(s, goal.get(s, protos[i])) for _, s, i in sents]
    total, count = torch.zeros(buckets, protos.shape[1]), torch.zeros(buckets)
    for at in range(0, len(pairs), 4000):
        b = [bags(t) for t, _ in pairs[at : at + 4000]]
        ids = torch.from_numpy(np.concatenate([x[0] for x in b]))
        w = torch.from_numpy(np.concatenate([x[1] for x in b]))
        row = torch.from_numpy(np.repeat(np.arange(len(b)), [len(x[0]) for x in b]))
        target = torch.stack([v for _, v in pairs[at : at + 4000]])
        m = torch.sparse_coo_tensor(torch.stack([ids, row]), w, (buckets, len(b)))
        total += torch.sparse.mm(m, target)
        count.index_add_(0, ids, w)
    out = total / (count[:, None] + 1.0)
    return out * (0.3 / out.norm(dim=1).mean())


def teacher(run: Path, texts: list[str], cache: Path) -> np.ndarray:
    """The encoder's vectors of the texts, cached in a file."""
    if cache.exists():
        return np.load(cache)
    enc = load(str(run / "last.pt")).eval()
    v = encode(enc, Tokenizer.from_file(str(run / "tokenizer.json")), texts, longest=80).astype(np.float16)
    np.save(cache, v)
    return v


def main() -> None:  # noqa: C901, PLR0912, PLR0915
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--run", type=Path, required=True, help="encoder run (last.pt, tokenizer.json)")
    ap.add_argument("--sentences", type=Path, nargs="*", default=[])
    ap.add_argument("--judged", type=Path, nargs="*", default=[])
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--bits", type=int, default=16)
    ap.add_argument("--dim", type=int, default=192)
    ap.add_argument("--minutes", type=float, default=8)
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--proto-lr", type=float, default=3e-4)
    ap.add_argument("--distil", type=float, default=4.0)
    ap.add_argument("--scale", type=float, default=20)
    ap.add_argument("--batch", type=int, default=384)
    ap.add_argument("--warm", type=int, default=1, help="1 = start from mean target vectors")
    ap.add_argument("--start", type=Path, help="static.pt of an earlier run to go on from")
    ap.add_argument("--drop", type=float, default=0.1, help="share of features left out while training")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=1, help="one is faster than two on a shared machine")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    c = Concepts(a.data)
    dev = Dev(a.data, c)
    files = [f for p in a.sentences for f in (sorted(p.glob("*.csv*")) if p.is_dir() else [p])]
    sents = training_sentences([a.data / "training/sentences.csv.gz", *files], c.index)
    docs = judged([f for p in a.judged for f in sorted(p.glob("*.jsonl"))], c.index)
    docs = [(lang, ss, pos, neg) for lang, ss, pos, neg in docs if pos]
    p_t = fn.normalize(torch.load(a.run / "last.pt", weights_only=False)["protos"], dim=-1)
    mean = p_t.mean(0)
    basis = torch.linalg.svd(p_t - mean, full_matrices=False)[2][: a.dim].T.contiguous()  # [384, dim]
    protos = torch.nn.Parameter(fn.normalize(p_t @ basis, dim=-1))
    dup = near_duplicates(p_t.numpy(), 0.75)
    texts = list(dict.fromkeys([s for _, s, _ in sents] + [s for d in docs for s in d[1]]))
    goal: dict[str, torch.Tensor] = {}
    if a.distil:
        tv = fn.normalize(
            torch.from_numpy(teacher(a.run, texts, a.out / "teacher.npy").astype(np.float32)) @ basis, dim=-1
        )
        goal = dict(zip(texts, tv, strict=True))
    bags = Bags((1 << a.bits) - 1)
    table = torch.nn.Parameter(torch.randn(1 << a.bits, a.dim) * 0.02)
    if a.start:
        old_table, old_protos = torch.load(a.start, weights_only=True)
        table.data.copy_(old_table)
        protos.data.copy_(old_protos)
    elif a.warm:
        table.data.copy_(warm_start(bags, c, sents, goal, protos.detach(), 1 << a.bits))
    opt = torch.optim.Adam([table], lr=a.lr, fused=True)
    popt = torch.optim.Adam([protos], lr=a.proto_lr, eps=1e-5, fused=True)
    ea = argparse.Namespace(sentence_epochs=3, desc_share=0.5, alts=2, doc_epochs=6, grade1=0.4, name_share=0.6)
    proto0 = protos.detach().clone()

    def forward(ts: list[str], drop: float) -> torch.Tensor:
        b = [bags(t) for t in ts]
        ids = torch.from_numpy(np.concatenate([x[0] for x in b]))
        w = torch.from_numpy(np.concatenate([x[1] for x in b]))
        if drop:
            w = w * (torch.rand(len(w)) > drop)
        off = torch.tensor(np.r_[0, np.cumsum([len(x[0]) for x in b])[:-1]])
        return fn.normalize(fn.embedding_bag(ids, table, off, mode="sum", per_sample_weights=w), dim=-1)

    t0, step, epoch, done, ema = time.time(), 0, 0, False, np.zeros(2)
    while not done:
        rng = random.Random(a.seed * 100 + epoch)  # noqa: S311
        ex = examples(c, sents, docs, rng, ea)
        rng.shuffle(ex)
        epoch += 1
        at = 0
        while at < len(ex):
            progress = (time.time() - t0) / (a.minutes * 60)
            if progress >= 1:
                done = True
                break
            b, n = [], 0
            while at < len(ex) and n < a.batch:
                b.append(ex[at])
                n += len(ex[at][0])
                at += 1
            for o, lr in ((opt, a.lr), (popt, a.proto_lr)):
                for g in o.param_groups:
                    g["lr"] = lr * min(1, (step + 1) / 50) * max(0.02, 1 - progress)
            flat = [t for e in b for t in e[0]]
            v = forward(flat, a.drop)
            with torch.autocast("cpu", torch.bfloat16):
                loss = step_loss(v, protos, b, dup, a.scale, 3.0)
            extra = torch.zeros(())
            know = [k for k, t in enumerate(flat) if t in goal]
            if know:
                extra = (1 - (v[know] * torch.stack([goal[flat[k]] for k in know])).sum(1)).sum() / len(flat)
            (loss + a.distil * extra).backward()
            for o in (opt, popt):
                o.step()
                o.zero_grad()
            step += 1
            ema = 0.98 * ema + 0.02 * np.array([loss.item(), extra.item()])
            if step % 50 == 0:
                print(f"step {step} epoch {epoch} {time.time() - t0:.0f}s {ema.round(3)}", flush=True)
    tq, ts = quantise(table.detach().numpy())
    torch.save((table.detach(), protos.detach()), a.out / "static.pt")
    np.savez_compressed(a.out / "static.npz", table=tq, scales=ts)
    e = recipe.StaticEncoder(a.out / "static.npz")
    p = fn.normalize(protos.detach(), dim=-1).numpy()
    v = e.encode(dev.texts)
    hub = e.encode([t for x in background(a.data, 800).values() for t in x]) @ p.T
    h = hub.mean(0)
    q, s = quantise(p)
    np.savez_compressed(
        a.out / "static_concepts.npz", uris=np.array(c.uris), matrix=q, scales=s, hub=h.astype(np.float16)
    )
    name = f"static {a.out.name} 2^{a.bits}x{a.dim}"
    for agg in ("max", "lse0.1"):
        dev.line(name, v @ p.T, agg, a.out.parent / "dev.jsonl")
        dev.line(name + " hub .25", v @ p.T - 0.25 * h, agg, a.out.parent / "dev.jsonl")
    dev.line(name + " untrained protos", v @ proto0.numpy().T, "lse0.1")
    t = time.process_time()
    e = recipe.StaticEncoder(a.out / "static.npz")
    few = [s for _, s, _ in sents[:10000]]
    e.encode(few)
    print(
        f"{len(few) / (time.process_time() - t):.0f} sentences per CPU second, cold; size {(a.out / 'static.npz').stat().st_size}, {(a.out / 'static_concepts.npz').stat().st_size}"  # noqa: E501
    )


if __name__ == "__main__":
    main()
