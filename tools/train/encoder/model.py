"""A small BERT encoder (post-norm, GELU, mean pooling) for CPU training."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as fn


class Layer(nn.Module):
    """One post-norm transformer block."""

    def __init__(self, dim: int, heads: int, ff: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)
        self.up = nn.Linear(dim, ff)
        self.down = nn.Linear(ff, dim)
        self.ln1 = nn.LayerNorm(dim, eps)
        self.ln2 = nn.LayerNorm(dim, eps)

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """Hidden states after the block."""
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        w = torch.matmul(q, k.transpose(-1, -2)) * (d // self.heads) ** -0.5
        if bias is not None:
            w = w + bias
        a = torch.matmul(w.softmax(-1).to(v.dtype), v)  # by hand: the fused CPU kernel has a slow backward
        x = self.ln1(x + self.out(a.transpose(1, 2).reshape(b, t, d)))
        return self.ln2(x + self.down(fn.gelu(self.up(x))))


class Encoder(nn.Module):
    """Token ids and mask -> L2-normalised sentence vectors."""

    def __init__(
        self,
        vocab: int,
        dim: int = 384,
        layers: int = 12,
        heads: int = 12,
        ff: int = 1536,
        max_positions: int = 256,
        eps: float = 1e-12,
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocab, dim)
        self.pos = nn.Parameter(torch.zeros(max_positions, dim))
        self.ln = nn.LayerNorm(dim, eps)
        self.center = nn.Parameter(torch.zeros(dim))  # added to the pooled vector (removes the common direction)
        self.layers = nn.ModuleList(Layer(dim, heads, ff, eps) for _ in range(layers))

    def hidden(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Hidden states of the last layer."""
        x = self.ln(self.word(ids) + self.pos[: ids.shape[1]])
        bias = None
        if not bool(mask.all()):
            bias = torch.zeros(mask.shape, dtype=torch.float32).masked_fill(~mask.bool(), -1e4)[:, None, None, :]
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
            bias = None if bias is None else bias.bfloat16()
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Unit vectors of the texts."""
        x = self.hidden(ids, mask).float()
        m = mask.float()[:, :, None]
        return fn.normalize((x * m).sum(1) / m.sum(1) + self.center, dim=-1)


def load(path: str) -> Encoder:
    """The encoder of a checkpoint."""
    ck = torch.load(path, map_location="cpu", weights_only=False)
    sd, cfg = ck["state"], ck["config"]
    enc = Encoder(
        sd["word.weight"].shape[0],
        sd["word.weight"].shape[1],
        cfg["layers"],
        cfg["heads"],
        sd["layers.0.up.weight"].shape[0],
        sd["pos"].shape[0],
        cfg["eps"],
    )
    enc.load_state_dict({"center": torch.zeros(sd["word.weight"].shape[1])} | sd)
    return enc
