"""The encoder as a file that onnxruntime runs, its weights rounded to eight bits."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from learning.encoder import DEPTH, HEADS, LAYERS, SHARPNESS, SMALL, WIDTH, Numbers

OPSET, FORMAT = 20, 9


class Graph:
    """Nodes and constants of a graph, by name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def keep(self, name: str, value: object) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], name: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name


def write(by: Numbers, path: Path) -> None:
    """Write the encoder to a file: `pieces` (1, n) in, `score` (1, 1) out."""
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        onnx.save(build(by), exact)
        quantize_dynamic(
            exact,
            path,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
        )


def build(by: Numbers) -> onnx.ModelProto:
    """Return the graph of learning.encoder.score, of one row that is full."""
    graph = Graph()

    def value(name: str) -> np.ndarray:
        return np.asarray(by[name], np.float32)

    def level(one: str, name: str) -> str:
        scale, offset = (graph.keep(f"{name}.{part}", value(f"{name}.{part}")) for part in ("weight", "bias"))
        return graph.add("LayerNormalization", [one, scale, offset], f"{name}.out", axis=-1, epsilon=SMALL)

    def turn(one: str, name: str) -> str:
        weight = graph.keep(f"{name}.weight", np.ascontiguousarray(value(f"{name}.weight").T))
        turned = graph.add("MatMul", [one, weight], f"{name}.turned")
        return graph.add("Add", [turned, graph.keep(f"{name}.bias", value(f"{name}.bias"))], f"{name}.out")

    def split(one: str, order: list[int]) -> str:
        parted = graph.add("Reshape", [one, "heads"], f"{one}.parted")
        return graph.add("Transpose", [parted], f"{one}.split", perm=order)

    for name, number in (("zero", [0]), ("one", [1]), ("two", [2])):
        graph.keep(name, np.array(number, np.int64))
    graph.keep("heads", np.array([0, 0, HEADS, DEPTH], np.int64))
    graph.keep("whole", np.array([0, 0, WIDTH], np.int64))
    graph.keep("scale", np.float32(1 / np.sqrt(DEPTH)))
    graph.keep("words", value("embeddings.word_embeddings.weight"))
    graph.keep(
        "places",
        value("embeddings.position_embeddings.weight") + value("embeddings.token_type_embeddings.weight")[0],
    )
    length = graph.add("Slice", [graph.add("Shape", ["pieces"], "shape"), "one", "two"], "length")
    place = graph.add("Slice", ["places", "zero", length], "place")
    said = graph.add("Add", [graph.add("Gather", ["words", "pieces"], "word"), place], "placed")
    said = level(said, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        asked = split(turn(said, f"{name}.attention.self.query"), [0, 2, 1, 3])
        offered = split(turn(said, f"{name}.attention.self.key"), [0, 2, 3, 1])
        meant = split(turn(said, f"{name}.attention.self.value"), [0, 2, 1, 3])
        near = graph.add(
            "Mul", [graph.add("MatMul", [asked, offered], f"{name}.near"), "scale"], f"{name}.scaled"
        )
        heed = graph.add("Softmax", [near], f"{name}.heed", axis=-1)
        heard = graph.add(
            "Transpose",
            [graph.add("MatMul", [heed, meant], f"{name}.heard")],
            f"{name}.back",
            perm=[0, 2, 1, 3],
        )
        heard = turn(
            graph.add("Reshape", [heard, "whole"], f"{name}.joined"), f"{name}.attention.output.dense"
        )
        said = level(graph.add("Add", [said, heard], f"{name}.sum"), f"{name}.attention.output.LayerNorm")
        thought = graph.add("Gelu", [turn(said, f"{name}.intermediate.dense")], f"{name}.thought")
        thought = turn(thought, f"{name}.output.dense")
        said = level(graph.add("Add", [said, thought], f"{name}.total"), f"{name}.output.LayerNorm")
    mean = graph.add("ReduceMean", [said, "one"], "mean", keepdims=0)
    need = graph.keep("need", value("need.weight")[:, None] * SHARPNESS)
    graph.add(
        "Add",
        [graph.add("MatMul", [mean, need], "leaning"), graph.keep("bias", value("need.bias").reshape(1))],
        "score",
    )
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "care",
            [helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "n"])],
            [helper.make_tensor_value_info("score", TensorProto.FLOAT, [1, 1])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=FORMAT,
    )
    onnx.checker.check_model(model)
    return model
