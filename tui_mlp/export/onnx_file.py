"""A model as ONNX: from samples in the data's own units to a probability for each class."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from tui_mlp.arrays import AnyArray
from tui_mlp.export.activation_code import ACTIVATION_CODE
from tui_mlp.export.exported_network import ExportedNetwork
from tui_mlp.export.safetensors_file import described
from tui_mlp.export.text_file import write_content
from tui_mlp.training.model_file import Model
from tui_mlp.training.outputs import Output

_OPSET = 20
"""The first that knows Gelu."""
_IR_VERSION = 9


def write_onnx(model: Model, path: Path) -> tuple[Path, ...]:
    """Write a model as ONNX; gives what was written.

    The input is `samples` (N, D), the output `probabilities` (N, C); standardisation is inside,
    and NaN counts as the mean. Class names and the like are the model's metadata.

    Raises:
        OSError: it cannot be written.
    """
    network = ExportedNetwork.of(model)
    content = onnx_model(network)
    checker.check_model(content, full_check=True)
    write_content(path, content.SerializeToString())
    return (path,)


def onnx_model(network: ExportedNetwork) -> ModelProto:
    """The model, not checked yet."""
    graph = _Graph()
    graph.add("Sub", ["samples", graph.constant("mean", network.mean)], "centred")
    graph.add("Div", ["centred", graph.constant("scale", network.scale)], "standardised")
    graph.add("IsNaN", ["standardised"], "missing")
    zero = graph.constant("zero", np.zeros((), np.float32))
    graph.add("Where", ["missing", zero, "standardised"], "a0")
    for number, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        names = [graph.constant(f"W{number}", w), graph.constant(f"b{number}", b)]
        graph.add("Gemm", [f"a{number - 1}", *names], f"z{number}")
        code = ACTIVATION_CODE[network.activations[number - 1]]
        phi = f"phi{number}" if code.onnx_times_z else f"a{number}"
        graph.add(code.onnx, [f"z{number}"], phi, **dict(code.onnx_attributes))
        if code.onnx_times_z:
            graph.add("Mul", [f"z{number}", phi], f"a{number}")
    _add_output(graph, network.output, f"a{len(network.weights)}")
    samples = helper.make_tensor_value_info("samples", TensorProto.FLOAT, ["N", len(network.mean)])
    probabilities = helper.make_tensor_value_info(
        "probabilities", TensorProto.FLOAT, ["N", len(network.class_names)]
    )
    content = helper.make_model(
        helper.make_graph(
            graph.nodes, "tui-mlp", [samples], [probabilities], initializer=graph.constants
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
        producer_name="tui-mlp",
        doc_string=network.sentence,
    )
    helper.set_model_props(content, described(network))
    return content


def _add_output(graph: "_Graph", output: Output, logits: str) -> None:
    if output is Output.SOFTMAX:
        graph.add("Softmax", [logits], "probabilities", axis=1)
        return
    if output is Output.SIGMOID:
        graph.add("Sigmoid", [logits], "probabilities")
        return
    graph.add("Sigmoid", [logits], "second")
    one = graph.constant("one", np.ones((), np.float32))
    graph.add("Sub", [one, "second"], "first")
    graph.add("Concat", ["first", "second"], "probabilities", axis=1)


class _Graph:
    """Nodes and constants while they are gathered."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, values: AnyArray) -> str:
        """Add an array; gives its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> None:
        """Add a node with one output."""
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
