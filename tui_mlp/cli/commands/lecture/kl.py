"""`tui-mlp kl`: divergences between two distributions, and the triangle inequality with a third."""

import math
from typing import Any

import click

from tui_mlp.cli.options import InputError
from tui_mlp.numbers import compact

_SUM_TOLERANCE = 1e-6


class NumberList(click.ParamType[list[float]]):
    """Numbers that are not negative, or fractions of such, with commas between."""

    name = "list"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[float]:
        """The numbers, two or more."""
        text = str(value)
        if text.startswith("--"):  # as unknown options come here, where -1 may be a number
            raise click.NoSuchOption(text, ctx=ctx)
        name = param.name.upper() if param is not None and param.name else "list"
        numbers = [_number(part, name) for part in text.split(",")]
        if len(numbers) < 2:
            raise InputError(f"{name}: one number is no distribution; give such as 1/4,3/4")
        return numbers


def _number(text: str, name: str) -> float:
    numerator, slash, denominator = text.partition("/")
    try:
        number = float(numerator) / float(denominator) if slash else float(numerator)
    except (ValueError, ZeroDivisionError):
        raise InputError(
            f"{name}: {text!r} is no number or fraction, such as 0.25 or 1/4"
        ) from None
    if not math.isfinite(number) or number < 0:
        raise InputError(f"{name}: {text!r} is no probability; give finite numbers of 0 or more")
    return number


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("p", type=NumberList())
@click.argument("q", type=NumberList())
@click.argument("r", type=NumberList(), required=False)
@click.option("--normalize", is_flag=True, help="Divide each list by its sum.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object; null stands for infinity."
)
def kl(
    p: list[float], q: list[float], r: list[float] | None, normalize: bool, as_json: bool
) -> None:
    """Print the divergences of two distributions, and each term.

    These are KL(p||q), KL(q||p), NE(p) and CE(p, q), in nats.

    \b
    tui-mlp kl 1/4,3/4 1/2,1/2            the lecture's example
    tui-mlp kl 1/4,3/4 1/2,1/2 3/4,1/4    ... and the triangle inequality

    P, Q and R are numbers or fractions with commas between, and sum to 1. Logarithms are natural,
    and 0 log 0 counts as 0.
    """  # noqa: D301  (click wants the control character itself)
    given = {"P": p, "Q": q} | ({"R": r} if r is not None else {})
    distributions = [_distribution(name, given[name], normalize) for name in given]
    for name, values in given.items():
        if len(values) != len(p):
            raise InputError(f"P has {len(p)} classes and {name} {len(values)}; give as many")
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(_report(*distributions)))
    else:
        _print(*distributions)


def _distribution(name: str, numbers: list[float], normalize: bool) -> list[float]:
    total = sum(numbers)
    if total == 0 or not math.isfinite(total):
        raise InputError(f"{name} sums to {compact(total, 6)}, so it can be no distribution")
    if abs(total - 1) > _SUM_TOLERANCE and not normalize:
        raise InputError(
            f"{name} sums to {compact(total, 8)}, not 1; --normalize divides it by its sum"
        )
    return [number / total for number in numbers]


def _report(p: list[float], q: list[float], r: list[float] | None = None) -> dict[str, Any]:
    """All numbers, in nats; infinite ones become null in JSON."""
    from tui_mlp.lecture.kl.divergence import (
        cross_entropy,
        impossible_classes,
        kl_divergence,
        kl_terms,
        negative_entropy,
    )
    from tui_mlp.lecture.kl.triangle import triangle

    report: dict[str, Any] = {
        "p": p,
        "q": q,
        "kl_pq": kl_divergence(p, q),
        "kl_qp": kl_divergence(q, p),
        "negative_entropy_p": negative_entropy(p),
        "cross_entropy_pq": cross_entropy(p, q),
        "terms_pq": kl_terms(p, q).tolist(),
        "terms_qp": kl_terms(q, p).tolist(),
        "impossible_under_q": impossible_classes(p, q),
        "impossible_under_p": impossible_classes(q, p),
    }
    if r is not None:
        sides = triangle(p, q, r)
        report["triangle"] = {
            "r": r,
            "kl_pr": sides.direct,
            "kl_pq": sides.first,
            "kl_qr": sides.second,
            "holds": not sides.violated,
        }
    return report


def _print(p: list[float], q: list[float], r: list[float] | None = None) -> None:
    report = _report(p, q, r)
    click.echo(f"{'j':>3} {'p':>9} {'q':>9} {'p log(p/q)':>12} {'q log(q/p)':>12}")
    rows = zip(p, q, report["terms_pq"], report["terms_qp"], strict=True)
    for j, (of_p, of_q, there, back) in enumerate(rows, 1):
        click.echo(f"{j:>3} {of_p:>9.6f} {of_q:>9.6f} {there:>+12.6f} {back:>+12.6f}")
    click.echo(f"\nNE(p)    = {report['negative_entropy_p']:+.6f} nats")
    click.echo(f"CE(p, q) = {report['cross_entropy_pq']:+.6f} nats")
    click.echo(f"KL(p||q) = {report['kl_pq']:+.6f} nats = NE + CE")
    click.echo(f"KL(q||p) = {report['kl_qp']:+.6f} nats")
    for which, other, name in (("p", "q", "KL(p||q)"), ("q", "p", "KL(q||p)")):
        if classes := report[f"impossible_under_{other}"]:
            named = ", ".join(str(j + 1) for j in classes)
            click.echo(f"{name} is infinite: {other} gives j={named} no chance, but {which} does")
    if r is not None:
        _print_triangle(report["triangle"])


def _print_triangle(sides: dict[str, Any]) -> None:
    direct, first, second = sides["kl_pr"], sides["kl_pq"], sides["kl_qr"]
    click.echo(
        f"\nKL(p||r) <= KL(p||q) + KL(q||r)?  "
        f"{direct:.6f} <= {first:.6f} + {second:.6f} = {first + second:.6f}"
    )
    if sides["holds"]:
        click.echo("holds for these; KL has no triangle inequality in general")
    else:
        click.echo("violated: KL has no triangle inequality")
