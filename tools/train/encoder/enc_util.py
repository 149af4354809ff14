"""Encoding of many texts with the torch encoder, sorted by length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def tokenise(tok: Tokenizer, texts: list[str], longest: int = 128) -> list[list[int]]:
    """Token ids of every text, cut to the longest length (the end mark stays)."""
    out = []
    for e in tok.encode_batch(texts):
        ids = e.ids
        out.append(ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]])
    return out


def pad(batch: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rectangular ids and mask of a batch."""
    n = max(len(x) for x in batch)
    ids = torch.full((len(batch), n), 1, dtype=torch.long)
    mask = torch.zeros((len(batch), n), dtype=torch.long)
    for i, x in enumerate(batch):
        ids[i, : len(x)] = torch.tensor(x)
        mask[i, : len(x)] = 1
    return ids, mask


def encode(
    enc: torch.nn.Module, tok: Tokenizer, texts: list[str], tokens: int = 4096, longest: int = 128
) -> np.ndarray:
    """Vectors of the texts in their order."""
    ids = tokenise(tok, texts, longest)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    out = np.empty((len(ids), enc.word.weight.shape[1]), np.float32)
    at = 0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        while at < len(order):
            end = at + 1
            while end < len(order) and (end - at + 1) * len(ids[order[end]]) <= tokens:
                end += 1
            ix = order[at:end]
            out[ix] = enc(*pad([ids[i] for i in ix])).numpy()
            at = end
    return out
