"""Write the trained encoder as ONNX (int8 weights, pooling and normalisation inside the graph).

Inputs ``input_ids`` and ``attention_mask`` (int64 [batch, tokens]); output ``embedding`` (float32
[batch, 384], unit length).  Three ways to hold the weights:
  folded   int8 per output channel, turned into float32 when the session loads (exact arithmetic, more RAM)
  dynamic  integer matrix products with activations quantised on the fly (onnxruntime quantize_dynamic layout)
  nbits    onnxruntime MatMulNBits, 8 bits in blocks, activations quantised per row and block
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

MS = "com.microsoft"


class Graph:
    """Nodes and constants collected while the network is written down."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.outliers = 16
        self.nodes: list = []
        self.inits: list = []
        self.n = 0

    def const(self, a: np.ndarray, name: str | None = None) -> str:
        """Name of a stored constant."""
        name = name or f"c{len(self.inits)}"
        self.inits.append(numpy_helper.from_array(np.ascontiguousarray(a), name))
        return name

    def op(self, kind: str, ins: list[str], domain: str = "", **attrs: object) -> str:
        """Name of the output of a new node."""
        self.n += 1
        out = f"t{self.n}"
        self.nodes.append(helper.make_node(kind, ins, [out], domain=domain, **attrs))
        return out

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray, peak: np.ndarray | None = None) -> str:
        """The product ``x @ weight.T + bias`` with an int8 weight [out, in].

        ``peak`` (largest activation of each input channel on sample texts): the few channels with outliers are taken
        out and multiplied in float32, so that they do not coarsen the quantisation of all others (as in LLM.int8(),
        arXiv 2208.07339).
        """
        n_out, n_in = weight.shape
        if peak is not None and self.mode == "dynamic" and self.outliers:
            far = np.sort(np.argsort(-peak)[: self.outliers if n_in > n_out else self.outliers // 2])
            rest = np.ones(n_in, np.float32)
            rest[far] = 0
            some = self.op("Cast", [self.const(weight[:, far].T.astype(np.float16))], to=TensorProto.FLOAT)
            exact = self.op("MatMul", [self.op("Gather", [x, self.const(far)], axis=2), some])
            x = self.op("Mul", [x, self.const(rest)])
            weight = weight * rest
            return self.op("Add", [self.linear(x, weight, bias), exact])
        if self.mode == "nbits":
            block = 32 if n_in % 64 else 64
            w = weight.reshape(n_out, n_in // block, block)
            scale = np.abs(w).max(2, keepdims=True) / 127 + 1e-12
            q = (np.clip(np.rint(w / scale), -127, 127) + 128).astype(np.uint8)
            y = self.op(
                "MatMulNBits",
                [x, self.const(q), self.const(scale[:, :, 0].astype(np.float32).reshape(-1))],
                MS,
                K=n_in,
                N=n_out,
                bits=8,
                block_size=block,
                accuracy_level=4,
            )
            return self.op("Add", [y, self.const(bias)])
        scale = np.abs(weight).max(1) / 127 + 1e-12
        q = np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8).T
        s = self.const(scale.astype(np.float32))
        if self.mode == "folded":
            w = self.op("Mul", [self.op("Cast", [self.const(q)], to=TensorProto.FLOAT), s])
            return self.op("Add", [self.op("MatMul", [x, w]), self.const(bias)])
        self.n += 3
        xq, xs, xz = f"t{self.n - 2}", f"t{self.n - 1}", f"t{self.n}"
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], [xq, xs, xz]))
        y = self.op("MatMulInteger", [xq, self.const(q), xz, self.const(np.zeros(n_out, np.int8))])
        y = self.op("Cast", [y], to=TensorProto.FLOAT)
        return self.op("Add", [self.op("Mul", [y, self.op("Mul", [xs, s])]), self.const(bias)])


def build(state: dict, config: dict, mode: str, peaks: dict | None = None) -> onnx.ModelProto:
    """The whole network as an ONNX model."""
    peaks = peaks or {}
    sd = {k: v.float().numpy() for k, v in state.items()}
    g = Graph(mode)
    dim = sd["word.weight"].shape[1]
    heads = config["heads"]
    eps = float(config["eps"])
    word = sd["word.weight"]
    ws = np.abs(word).max(1) / 127 + 1e-12
    wq = np.clip(np.rint(word / ws[:, None]), -127, 127).astype(np.int8)
    rows = g.op("Cast", [g.op("Gather", [g.const(wq, "word"), "input_ids"])], to=TensorProto.FLOAT)
    scale = g.op("Cast", [g.op("Gather", [g.const(ws.astype(np.float16)[:, None]), "input_ids"])], to=TensorProto.FLOAT)
    length = g.op("Slice", [g.op("Shape", ["input_ids"]), g.const(np.array([1])), g.const(np.array([2]))])
    pos = g.op(
        "Slice",
        [
            g.op("Cast", [g.const(sd["pos"].astype(np.float16))], to=TensorProto.FLOAT),
            g.const(np.array([0])),
            length,
            g.const(np.array([0])),
        ],
    )

    def norm(x: str, name: str) -> str:
        return g.op(
            "LayerNormalization", [x, g.const(sd[name + ".weight"]), g.const(sd[name + ".bias"])], axis=-1, epsilon=eps
        )

    def skip(x: str, y: str, name: str) -> str:
        return g.op(
            "SkipLayerNormalization",
            [x, y, g.const(sd[name + ".weight"]), g.const(sd[name + ".bias"])],
            MS,
            epsilon=eps,
        )

    x = norm(g.op("Add", [g.op("Mul", [rows, scale]), pos]), "ln")
    maskf = g.op("Cast", ["attention_mask"], to=TensorProto.FLOAT)
    bias = g.op("Mul", [g.op("Sub", [maskf, g.const(np.float32(1))]), g.const(np.float32(1e4))])
    bias = g.op("Unsqueeze", [bias, g.const(np.array([1, 2]))])
    hd = dim // heads
    for i in range(config["layers"]):
        p = f"layers.{i}."
        w, b = sd[p + "qkv.weight"].copy(), sd[p + "qkv.bias"].copy()
        w[:dim] *= hd**-0.5
        b[:dim] *= hd**-0.5
        qkv = g.linear(x, w, b, peaks.get(p + "qkv"))
        parts = []
        for j in range(3):
            y = g.op(
                "Slice", [qkv, g.const(np.array([j * dim])), g.const(np.array([(j + 1) * dim])), g.const(np.array([2]))]
            )
            y = g.op("Reshape", [y, g.const(np.array([0, 0, heads, hd]))])
            parts.append(g.op("Transpose", [y], perm=[0, 2, 3, 1] if j == 1 else [0, 2, 1, 3]))
        q, kt, v = parts
        s = g.op("Add", [g.op("MatMul", [q, kt]), bias])
        a = g.op("MatMul", [g.op("Softmax", [s], axis=-1), v])
        a = g.op("Reshape", [g.op("Transpose", [a], perm=[0, 2, 1, 3]), g.const(np.array([0, 0, dim]))])
        x = skip(x, g.linear(a, sd[p + "out.weight"], sd[p + "out.bias"], peaks.get(p + "out")), p + "ln1")
        h = g.op("Gelu", [g.linear(x, sd[p + "up.weight"], sd[p + "up.bias"], peaks.get(p + "up"))], MS)
        x = skip(x, g.linear(h, sd[p + "down.weight"], sd[p + "down.bias"], peaks.get(p + "down")), p + "ln2")
    m = g.op("Unsqueeze", [maskf, g.const(np.array([2]))])
    one = g.const(np.array([1]))
    total = g.op("ReduceSum", [g.op("Mul", [x, m]), one], keepdims=0)
    pooled = g.op("Add", [g.op("Div", [total, g.op("ReduceSum", [m, one], keepdims=0)]), g.const(sd["center"])])
    size = g.op("Sqrt", [g.op("ReduceSum", [g.op("Mul", [pooled, pooled]), one], keepdims=1)])
    g.nodes.append(helper.make_node("Div", [pooled, size], ["embedding"]))
    io = [
        helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"])
        for n in ("input_ids", "attention_mask")
    ]
    out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", dim])
    graph = helper.make_graph(g.nodes, "osaamo-encoder", io, [out], g.inits)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)], producer_name="osaamo"
    )
    model.ir_version = 8
    return model


def activation_peaks(enc: torch.nn.Module, batches: list) -> dict[str, np.ndarray]:
    """Largest absolute input of every matrix product per channel, over batches of (ids, mask)."""
    peaks: dict[str, np.ndarray] = {}

    def hook(name: str):
        def seen(_module: torch.nn.Module, args: tuple) -> None:
            m = args[0].detach().abs().flatten(0, -2).float().amax(0).numpy()
            peaks[name] = np.maximum(peaks.get(name, 0), m)

        return seen

    handles = [m.register_forward_pre_hook(hook(n)) for n, m in enc.named_modules() if isinstance(m, torch.nn.Linear)]
    with torch.no_grad():
        for ids, mask in batches:
            enc(ids, mask)
    for h in handles:
        h.remove()
    return peaks


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--checkpoint", type=Path, required=True)
    ap.add_argument("--mode", choices=("folded", "dynamic", "nbits"), default="folded")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args()
    ck = torch.load(a.checkpoint, map_location="cpu", weights_only=False)
    onnx.save(build(ck["state"], ck["config"], a.mode), a.out)
    print(a.out, a.out.stat().st_size)


if __name__ == "__main__":
    main()
