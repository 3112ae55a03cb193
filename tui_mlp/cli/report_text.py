"""The report of a finished run on stdout."""

from typing import TYPE_CHECKING, Any

import click

from tui_mlp.numbers import counted, fixed, grouped
from tui_mlp.settings.teaching import NOT_TEACHING, note_on

if TYPE_CHECKING:
    from tui_mlp.training.session import TrainingSession

_PARTS = ("train", "validation", "test")


def print_report(
    session: "TrainingSession", seconds: float, *, as_json: bool, first_step: int = 0
) -> None:
    """Print what a run came to after `seconds` of training, as a text or one JSON object."""
    import msgspec

    from tui_mlp.training.report import run_report

    report = run_report(session, seconds, first_step)
    if as_json:
        click.echo(msgspec.json.encode(report))
        return
    if session.config.teaching != NOT_TEACHING:
        click.echo(f"note: {note_on(session.config.teaching)}")
    for note in report["notes"]:
        click.echo(f"note: {note}")
    layers = " → ".join(map(str, report["architecture"]))
    click.echo(f"{report['dataset']}  {layers}  {grouped(report['parameters'])} parameters")
    speed = report["steps_per_second"]
    pace = f"{grouped(round(speed))} steps/s" if speed else "-"
    epochs = f"{counted(report['epochs'], 'epoch')}, {counted(report['steps'], 'step')}"
    click.echo(f"{epochs} in {seconds:.2f} s ({pace}), seed {report['seed']}")
    parts = {name: report[name] for name in _PARTS if report[name] is not None}
    if any("labels" in part for part in parts.values()):
        _print_label_scores(report["classes"], parts)
    else:
        _print_parts(parts)


def _print_parts(parts: dict[str, Any]) -> None:
    click.echo(f"\n{'':10} {'samples':>8} {'loss':>9} {'accuracy':>9}")
    for name, part in parts.items():
        loss = _loss(part["loss"], 9)
        figures = f"{grouped(part['samples']):>8} {loss} {part['accuracy']:>9.4f}"
        click.echo(f"{name:10} {figures}")


def _loss(value: float, width: int) -> str:
    """A loss with four decimals, right-aligned; scientific where a run went so far off."""
    text = f"{value:{width}.4f}"
    return text if len(text) == width else fixed(value, width)


def _print_label_scores(classes: list[str], parts: dict[str, Any]) -> None:
    """A line for each part, and one for each label on the validation part, if there is one."""
    columns = ("samples", "loss", "subset acc", "Hamming", "micro F1", "macro F1")
    click.echo(f"\n{'':10} " + " ".join(f"{column:>10}" for column in columns))
    for name, part in parts.items():
        scores = part["labels"]
        figures = (
            *(part["accuracy"], scores["hamming_loss"]),
            *(scores["micro_f1"], scores["macro_f1"]),
        )
        start = f"{name:10} {grouped(part['samples']):>10} {_loss(part['loss'], 10)} "
        click.echo(start + " ".join(f"{f:>10.4f}" for f in figures))
    name = "validation" if "validation" in parts else "train"
    scores = parts[name]["labels"]
    click.echo(f"\n{name:16} {'precision':>10} {'recall':>10} {'F1':>10} {'support':>10}")
    rows = zip(
        *(classes, scores["precision"], scores["recall"], scores["f1"], scores["support"]),
        strict=True,
    )
    for label, precision, recall, f1, support in rows:
        click.echo(
            f"{label:16} {precision:>10.4f} {recall:>10.4f} {f1:>10.4f} {grouped(support):>10}"
        )
