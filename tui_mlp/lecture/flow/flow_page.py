"""The flow of the gradient as a page of numbers, for where there is no screen that follows it."""

import numpy as np

from tui_mlp.lecture.flow.gradient_flow import GradientFlow
from tui_mlp.lecture.pages.page import Formula, Matrix, Page, Sentence
from tui_mlp.numbers import entry_text, grouped, superscript


def flow_page(flow: GradientFlow) -> Page:
    """What happens to the error from the output down to the first layer."""
    layers = flow.layers[::-1]
    first, last = flow.layers[0].delta_norm, flow.layers[-1].delta_norm
    # the output has no layer above it: its factors are not numbers, and read 1, which changes none
    figures = np.array(
        [
            [
                each.delta_norm,
                *np.nan_to_num([each.factor, each.derivative_factor, each.weight_factor], nan=1.0),
                each.product_norm,
                each.norm_product,
            ]
            for each in layers
        ]
    )
    table = Matrix(
        "from the output down",
        figures,
        tuple(f"δ{superscript(each.layer)} {each.activation}" for each in layers),
        ("‖δˡ‖", "factor", "by φ'", "by W", "‖V⋯V‖", "‖V‖⋯‖V‖"),
        signed=False,
    )
    return Page(
        0,
        "The flow of the gradient",
        "flow",
        None,
        (
            Formula("δˡ = Vˡ⁺¹ δˡ⁺¹,   ‖δˡ‖ ≤ ‖Vˡ⁺¹ ⋯ Vᴸ‖ ‖δᴸ‖ ≤ ‖Vˡ⁺¹‖ ⋯ ‖Vᴸ‖ ‖δᴸ‖"),
            table,
            Sentence(_sentence(flow, first, last)),
        ),
    )


def _sentence(flow: GradientFlow, first: float, last: float) -> str:
    samples = "sample" if flow.samples == 1 else "samples"
    count = f"Followed back for {grouped(flow.samples)} training {samples}"
    if not (last > 0 and np.isfinite(first) and len(flow.layers) > 1):
        return f"{count}."
    steps = len(flow.layers) - 1
    over = "one step" if steps == 1 else f"{grouped(steps)} steps"
    return (
        f"{count}: over {over} back the error's length goes from {entry_text(last, signed=False)} "
        f"to {entry_text(first, signed=False)}, which is the product of the factors. The first row "
        "is the output: nothing has multiplied its error yet."
    )
