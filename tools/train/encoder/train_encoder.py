"""Fine-tune the encoder on CPU: every text is classified over all skills (learned prototypes).

One step encodes one length-bucketed batch of texts (names, descriptions, training sentences, judged
documents) and compares it with the prototypes of all skills, so that every other skill is a
negative.  Names shared by several skills and joined sentences have several positives; near-duplicate
skills are left out of the negatives.  Judged documents are scored by the soft maximum over their sentences.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from data import Concepts, judged, training_sentences
from enc_util import encode, pad, tokenise
from model import load
from scoring import Dev
from tokenizers import Tokenizer
from torch.nn import functional as fn


def examples(c: Concepts, sents: list, docs: list, rng: random.Random, a: argparse.Namespace) -> list:  # noqa: C901, PLR0912
    """One epoch of examples: (texts, {skill: weight}, [skills judged 0])."""
    own = c.owners()
    out: list = []
    for _ in range(a.sentence_epochs):
        pool = list(sents)
        rng.shuffle(pool)
        by: dict[str, list] = {}
        for lang, s, i in pool:
            by.setdefault(lang, []).append((s, i))
        for items in by.values():
            k = 0
            while k < len(items):
                n = rng.choices((1, 2, 3), (0.78, 0.15, 0.07))[0]
                part = items[k : k + n]
                k += n
                out.append(([" ".join(s for s, _ in part)], {i: 1.0 for _, i in part}, []))
    names: dict[str, list] = {"en": [], "fi": [], "sv": []}
    for i, ts in enumerate(c.texts):
        alts = [t for k, t in ts if k == "alt"]
        rng.shuffle(alts)
        for k, t in ts:
            if k in names:
                names[k].append((t, own.get(t.lower(), {i})))
            elif k == "fi_alt":
                g = own[t.lower()]
                if len(g) <= 8 and (len(g) == 1 or rng.random() < 2 / len(g)):
                    names["fi"].append((t, g))
            elif k == "desc" and rng.random() < a.desc_share:
                out.append(([t], {i: 1.0}, []))
        for t in alts[: a.alts]:
            names["en"].append((t, own[t.lower()]))
    for items in names.values():
        rng.shuffle(items)
        del items[int(len(items) * getattr(a, "name_share", 1.0)) :]
        k = 0
        while k < len(items):
            n = rng.choices((1, 2, 3, 4), (0.86, 0.06, 0.05, 0.03))[0]
            part = items[k : k + n]
            k += n
            text = rng.choice((", ", ", ", "; ", " ")).join(t for t, _ in part)
            r = rng.random()
            if r < 0.15:
                text = text[:1].upper() + text[1:]
            elif r < 0.2:
                text = text.lower()
            out.append(([text], {i: 1.0 for _, g in part for i in g}, []))
    for _ in range(a.doc_epochs):
        for _lang, ss, pos, neg in docs:
            if pos:
                pick = ss if len(ss) <= 12 else rng.sample(ss, 12)
                out.append((pick, {i: (1.0 if g == 2 else a.grade1) for i, g in pos.items()}, sorted(neg)))
    return out


def batches(ex: list, tok: Tokenizer, rng: random.Random, budget: int, longest: int) -> list:
    """Token-budgeted batches of examples of similar length: (id lists, owner row per text, examples)."""
    flat = [t for e in ex for t in e[0]]
    ids = tokenise(tok, flat, longest)
    rows, at = [], 0
    for e in ex:
        rows.append((ids[at : at + len(e[0])], e[1], e[2]))
        at += len(e[0])
    rng.shuffle(rows)
    out = []
    for s in range(0, len(rows), 6000):
        part = sorted(rows[s : s + 6000], key=lambda r: max(map(len, r[0])))
        cur, n, m = [], 0, 0
        for r in part:
            w = max(map(len, r[0]))
            if cur and (max(m, w) * (n + len(r[0])) > budget or len(cur) >= 160):
                out.append(cur)
                cur, n, m = [], 0, 0
            cur.append(r)
            n += len(r[0])
            m = max(m, w)
        if cur:
            out.append(cur)
    rng.shuffle(out)
    return out


def near_duplicates(p: np.ndarray, threshold: float, most: int = 6) -> torch.Tensor:
    """For every skill up to ``most`` skills more similar than the threshold (filled up with itself)."""
    out = np.repeat(np.arange(len(p))[:, None], most, 1)
    n = 0
    for s in range(0, len(p), 1000):
        sim = p[s : s + 1000] @ p.T
        for r in range(len(sim)):
            sim[r, s + r] = -1
            top = np.argpartition(-sim[r], most)[:most]
            top = top[sim[r][top] > threshold]
            out[s + r, : len(top)] = top
            n += len(top)
    print("near duplicates per skill %.2f" % (n / len(p)), flush=True)
    return torch.from_numpy(out)


def step_loss(
    v: torch.Tensor,
    protos: torch.Tensor,
    batch: list,
    dup: torch.Tensor,
    scale: float,
    hard: float,
    doc_temp: float = 0.1,
) -> torch.Tensor:
    """Classification loss of one batch; see the module text."""
    logits = scale * (v @ fn.normalize(protos, dim=-1).T)
    if any(len(r[0]) > 1 for r in batch):  # documents: soft maximum over their sentences
        t = doc_temp * scale
        parts, at = [], 0
        for r in batch:
            x = logits[at : at + len(r[0])]
            at += len(r[0])
            parts.append(x[0] if len(x) == 1 else t * torch.logsumexp(x / t, 0))
        logits = torch.stack(parts)
    row = torch.tensor([k for k, r in enumerate(batch) for _ in r[1]])
    pos = torch.tensor([i for r in batch for i in r[1]])
    w = torch.tensor([x / sum(r[1].values()) for r in batch for x in r[1].values()])
    lp = logits[row, pos]
    mask = torch.zeros(logits.shape, dtype=torch.bool)
    mask[row[:, None], dup[pos]] = True
    mask[row, pos] = True
    neg = [(k, i) for k, r in enumerate(batch) for i in r[2]]
    if neg:
        nr, ni = torch.tensor(neg).T
        bonus = torch.zeros_like(logits)
        bonus[nr, ni] = float(np.log(hard))
        logits = logits + bonus
        mask[nr, ni] = False
        mask[row, pos] = True
    z = torch.logsumexp(logits.masked_fill(mask, -1e4), 1)
    return (fn.softplus(z[row] - lp) * w).sum() / len(batch)


def main() -> None:  # noqa: C901, PLR0912, PLR0915
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", type=Path, required=True, help="folder with esco/, terms/, training/, skill_benchmarks/")
    ap.add_argument("--base", type=Path, required=True, help="folder of base.py, or of an earlier run (last.pt)")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--sentences", type=Path, nargs="*", default=[], help="more sentence files or folders of *.csv")
    ap.add_argument("--judged", type=Path, nargs="*", default=[], help="folders of judged *.jsonl")
    ap.add_argument("--minutes", type=float, default=50)
    ap.add_argument("--lr", type=float, default=1e-4)
    ap.add_argument("--proto-lr", type=float, default=3e-4)
    ap.add_argument("--scale", type=float, default=20)
    ap.add_argument("--tokens", type=int, default=2048)
    ap.add_argument("--longest", type=int, default=80)
    ap.add_argument("--alts", type=int, default=2)
    ap.add_argument("--desc-share", type=float, default=0.5)
    ap.add_argument("--name-share", type=float, default=1.0)
    ap.add_argument("--sentence-epochs", type=int, default=2)
    ap.add_argument("--doc-epochs", type=int, default=2)
    ap.add_argument("--grade1", type=float, default=0.4)
    ap.add_argument("--hard", type=float, default=3.0)
    ap.add_argument("--doc-temp", type=float, default=0.1, help="temperature of the soft maximum over sentences")
    ap.add_argument("--dup", type=float, default=0.8)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=2, help="use 1 when other programs compete for the cores")
    ap.add_argument("--save-minutes", type=float, default=3)
    ap.add_argument("--score-minutes", type=float, default=8)
    ap.add_argument("--resume", action="store_true")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    c = Concepts(a.data)
    dev = Dev(a.data, c)
    tok = Tokenizer.from_file(str(a.base / "tokenizer.json"))
    (a.out / "tokenizer.json").write_bytes((a.base / "tokenizer.json").read_bytes())
    start = a.base / "last.pt"
    if start.exists():
        enc = load(str(start))
        ck = torch.load(start, weights_only=False)
        p0 = fn.normalize(ck["protos"], dim=-1).numpy()
        config = ck["config"]
    else:
        enc = load(str(a.base / "base.pt"))
        config = torch.load(a.base / "base.pt", weights_only=False)["config"]
        cache = a.out / "p0.npy"
        if cache.exists():
            p0, center = np.load(cache), np.load(a.out / "center0.npy")
        else:  # starting prototypes: centred mean of the three labels
            vs = [
                encode(enc, tok, [dict(t).get(k, name) for t, name in zip(c.texts, c.labels, strict=True)])
                for k in ("en", "fi", "sv")
            ]
            p0 = sum(v - v.mean(0) for v in vs)
            p0 /= np.linalg.norm(p0, axis=1, keepdims=True)
            center = -np.mean([v.mean(0) for v in vs], 0)
            np.save(cache, p0)
            np.save(a.out / "center0.npy", center)
        enc.center.data.copy_(torch.from_numpy(center))
    dup = near_duplicates(p0, a.dup)
    protos = torch.nn.Parameter(torch.from_numpy(p0.astype(np.float32)))
    mats = [p for n, p in enc.named_parameters() if p.ndim == 2]
    vecs = [p for n, p in enc.named_parameters() if p.ndim == 1]
    opt = torch.optim.AdamW(
        [{"params": mats, "lr": a.lr, "weight_decay": 0.01}, {"params": vecs, "lr": a.lr, "weight_decay": 0.0}],
        betas=(0.9, 0.98),
        fused=True,
    )
    popt = torch.optim.AdamW([protos], lr=a.proto_lr, eps=1e-5, weight_decay=0.0, fused=True)
    step, spent, epoch = 0, 0.0, 0
    if a.resume and (a.out / "last.pt").exists():
        ck = torch.load(a.out / "last.pt", weights_only=False)
        enc.load_state_dict(ck["state"])
        protos.data.copy_(ck["protos"])
        opt.load_state_dict(ck["opt"])
        popt.load_state_dict(ck["popt"])
        step, spent, epoch = ck["step"], ck["spent"], ck["epoch"]

    def save() -> None:
        tmp = a.out / "tmp.pt"
        torch.save(
            {
                "state": enc.state_dict(),
                "protos": protos.data,
                "config": config,
                "opt": opt.state_dict(),
                "popt": popt.state_dict(),
                "step": step,
                "spent": spent,
                "epoch": epoch,
            },
            tmp,
        )
        tmp.replace(a.out / "last.pt")

    def score(name: str) -> None:
        enc.eval()
        v = encode(enc, tok, dev.texts)
        s = v @ fn.normalize(protos.data, dim=-1).numpy().T
        for agg in ("max", "lse0.1"):
            dev.line(name, s, agg, a.out / "dev.jsonl")
        enc.train()

    t0 = time.time() - spent
    saved = scored = spent
    ema, done = None, False
    while not done:
        rng = random.Random(a.seed * 1000 + epoch)  # noqa: S311
        files = [f for p in a.sentences for f in (sorted(p.glob("*.csv*")) if p.is_dir() else [p])]
        docs = judged([f for p in a.judged for f in sorted(p.glob("*.jsonl"))], c.index)
        sents = training_sentences([a.data / "training/sentences.csv.gz", *files], c.index)
        bs = batches(examples(c, sents, docs, rng, a), tok, rng, a.tokens, a.longest)
        print(f"epoch {epoch}: {len(sents)} sentences, {len(docs)} documents, {len(bs)} batches", flush=True)
        epoch += 1
        for b in bs:
            spent = time.time() - t0
            progress = spent / (a.minutes * 60)
            if progress >= 1:
                done = True
                break
            f = min(1.0, (step + 1) / 100) * max(0.02, 1 - progress)
            for o, lr in ((opt, a.lr), (popt, a.proto_lr)):
                for g in o.param_groups:
                    g["lr"] = lr * f
            ids, mask = pad([x for r in b for x in r[0]])
            with torch.autocast("cpu", torch.bfloat16):
                v = enc(ids, mask)
            loss = step_loss(v, protos, b, dup, a.scale, a.hard, a.doc_temp)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(mats + vecs, 1.0)
            opt.step()
            popt.step()
            opt.zero_grad()
            popt.zero_grad()
            step += 1
            ema = loss.item() if ema is None else 0.98 * ema + 0.02 * loss.item()
            if step % 50 == 0:
                print(f"step {step} {spent:.0f}s loss {ema:.3f}", flush=True)
            if spent - saved > a.save_minutes * 60:
                saved = spent
                save()
            if spent - scored > a.score_minutes * 60:
                scored = spent
                score(f"{a.out.name} step {step} ({spent / 60:.0f} min)")
    save()
    score(f"{a.out.name} final, step {step} ({spent / 60:.0f} min)")
    (a.out / "args.json").write_text(json.dumps({k: str(v) for k, v in vars(a).items()} | {"steps": step}))


if __name__ == "__main__":
    main()
