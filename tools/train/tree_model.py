"""Trees as an ONNX ensemble, so that the product needs neither LightGBM nor a format of its own (needs ``onnx``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto, helper

if TYPE_CHECKING:
    import lightgbm as lgb


def as_onnx(model: lgb.Booster) -> np.ndarray:
    """The raw score of ``model`` as bytes ``uint8[size]`` of an ONNX model from ``x`` to ``y``.

    ONNX compares in float32 as our features are; a threshold is rounded down, so that no comparison changes.
    """
    nodes: dict[str, list] = {
        name: [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")
    }
    leaves: dict[str, list] = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}

    def add(tree: int, node: dict, free: list[int]) -> int:
        own = free[0]
        free[0] += 1
        at = len(nodes["nodeids"])
        leaf = "split_feature" not in node
        for name, value in (
            ("treeids", tree),
            ("nodeids", own),
            ("featureids", 0 if leaf else node["split_feature"]),
            ("values", 0.0 if leaf else _down(node["threshold"])),
            ("modes", "LEAF" if leaf else "BRANCH_LEQ"),
            ("truenodeids", 0),
            ("falsenodeids", 0),
        ):
            nodes[name].append(value)
        if leaf:
            for name, value in (("treeids", tree), ("nodeids", own), ("ids", 0), ("weights", node["leaf_value"])):
                leaves[name].append(value)
        else:
            nodes["truenodeids"][at] = add(tree, node["left_child"], free)
            nodes["falsenodeids"][at] = add(tree, node["right_child"], free)
        return own

    dump = model.dump_model()
    for number, tree in enumerate(dump["tree_info"]):
        add(number, tree["tree_structure"], [0])
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["x"],
        ["y"],
        domain="ai.onnx.ml",
        n_targets=1,
        **{f"nodes_{name}": values for name, values in nodes.items()},
        **{f"target_{name}": values for name, values in leaves.items()},
    )
    graph = helper.make_graph(
        [node],
        "ranker",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, dump["max_feature_idx"] + 1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid("ai.onnx.ml", 3), helper.make_opsetid("", 17)]
    whole = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    return np.frombuffer(whole.SerializeToString(), np.uint8)


def _down(threshold: float) -> float:
    near = np.float32(threshold)
    return float(near if near <= threshold else np.nextafter(near, np.float32(-np.inf)))
