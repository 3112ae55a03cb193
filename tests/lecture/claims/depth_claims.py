"""The sentences about the layers below: the chain, the paths, the flow."""

import itertools
import re

import numpy as np
from claims.claim import NUMBER, Check, near, norm
from named_numbers import Case

from tui_mlp.lecture.pages.page import Page


def paths(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The product of the sizes of the layers above the first."""
    rows = [case.found[f"W{Case.above(n)}"].shape[0] for n in range(2, case.depth + 1)]
    count, product = match.group(1), match.group(2)
    counted = f"{int(np.prod(rows)):,}".replace(",", " ")
    return count == counted and (product is None or product.split(" · ") == list(map(str, rows)))


def largest_weight(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The weight is that of the largest gradient in the first layer."""
    j, i = int(match.group(1)) - 1, int(match.group(2)) - 1
    size = np.abs(case.found["∂e/∂W¹"])
    return bool(size[i, j] == size.max())


def sizes(case: Case, match: re.Match[str], _page: Page) -> bool:
    layer, rows, columns, entries, product = match.groups()
    shape = case.found[f"W{layer}"].shape
    return [rows, columns, entries, product] == [*map(str, shape), str(shape[1]), str(shape[0])]


def product_goes(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The spectral norms of two products that follow each other are shown in this order."""
    before, after, times = map(float, match.groups())
    norms = [1.0, *case.found["norms"][:, 1]]
    pairs = list(itertools.pairwise(norms))
    return any(
        np.allclose((before, after, times), (one, two, two / one), rtol=6e-3) for one, two in pairs
    )


def steps_back(case: Case, match: re.Match[str], _page: Page) -> bool:
    count, start, end = match.groups()
    words = "one step" if case.depth == 2 else f"{case.depth - 1} steps"
    first, last = norm(case.row("δ¹")), norm(case.row(f"δ{Case.above(case.depth)}"))
    factors = np.prod(
        [
            norm(case.row(f"δ{Case.above(n)}")) / norm(case.row(f"δ{Case.above(n + 1)}"))
            for n in range(1, case.depth)
        ]
    )
    product = np.isclose(first, last * factors)
    return count == words and near(start, last) and near(end, first) and bool(product)


DEPTH_CLAIMS: dict[str, Check] = {
    r"δˡ⁻¹ = Vˡ δˡ, put into itself until only δᴸ is left\.": lambda case, _m, _p: np.allclose(
        case.found["P¹"] @ case.row("δᴸ"), case.row("δ¹")
    ),
    r"‖·‖ of a matrix is the most by which it lengthens a vector, of a vector its length\.": (
        lambda case, _m, _p: all(
            norm(case.found["V²"] @ v) <= case.found["norms"][-1, 0] * norm(v) * (1 + 1e-12)
            for v in np.random.default_rng(0).normal(size=(50, case.found["V²"].shape[1]))
        )
    ),
    r"One layer further back, one more factor on the left: .*": lambda case, _m, _p: all(
        np.allclose(
            case.found[f"P{Case.above(n)}"],
            case.found[f"V{Case.above(n + 1)}"] @ case.found[f"P{Case.above(n + 1)}"],
        )
        for n in range(1, case.depth - 1)
    ),
    rf"The norm of the product goes from {NUMBER} to {NUMBER}, times {NUMBER}\.": product_goes,
    r"The innermost: (\d+) features as a column\.": lambda case, m, _p: (
        int(m.group(1)) == case.row("x").size
    ),
    r"W(.) is (\d+) × (\d+) and a. has (\d+) entries, so the product has (\d+); .*": sizes,
    r"The lecture writes the same without the biases\.": lambda *_: True,
    r"w¹.* leads from input (\d) .* to unit (\d) of layer 1\.": largest_weight,
    r"From there ([\d ]+) paths? (?:\(([\d ·]+)\) )?leads? to the loss: .*": paths,
    r"The 8 of the largest effect:": lambda _case, _m, page: len(
        {block.text for block in page.blocks if getattr(block, "text", "").startswith("path ")}
    ) == 8,
    r"Followed back for 1 training sample: over (.*) back the error's length goes from "
    rf"{NUMBER} to {NUMBER}, which is the product of the factors\.": steps_back,
}  # fmt: skip
