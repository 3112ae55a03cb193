"""The curves of a kept run, an epoch a row: as CSV, JSON lines, or for TensorBoard."""

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from tui_mlp.export.text_file import write_text
from tui_mlp.training.keeping.run_folder import RunFolder
from tui_mlp.training.snapshot import GradientNorms

Row = dict[str, float | None]
"""The figures of an epoch by their names; None for no number."""


def epoch_rows(folder: RunFolder, norms: GradientNorms) -> list[Row]:
    """The rows of a run's log, each with the largest gradient norms since the last one.

    Args:
        folder: of the run.
        norms: of its last checkpoint; as many buckets as its history keeps.
    """
    rows: list[Row] = []
    before = 0.0
    for entry in folder.log.entries():
        row = _row(entry)
        epoch = float(entry["epoch"])
        inside = (norms.epochs > before) & (norms.epochs <= epoch)
        before = epoch if inside.any() else before
        for layer in range(norms.norms.shape[1]):
            largest = norms.norms[inside, layer].max() if inside.any() else math.nan
            row[f"grad_norm_W{layer + 1}"] = _finite(float(largest))
        rows.append(row)
    return rows


def _row(entry: dict[str, Any]) -> Row:
    row: Row = {name: entry[name] for name in ("epoch", "step", "seconds", "learning_rate")}
    for part in ("train", "validation"):
        figures = entry.get(part)
        if not figures:
            continue
        row[f"{part}_loss"] = _finite(figures["loss"])
        row[f"{part}_accuracy"] = _finite(figures["accuracy"])
        if figures.get("labels"):
            row[f"{part}_micro_f1"] = _finite(figures["labels"]["micro_f1"])
    return row


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def write_csv(rows: Sequence[Row], path: Path) -> tuple[Path, ...]:
    """Write rows as CSV, an empty cell for no number; gives what was written.

    Raises:
        OSError: it cannot be written.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())
    return (path,)


def write_jsonl(rows: Sequence[Row], path: Path) -> tuple[Path, ...]:
    """Write rows as lines of JSON; gives what was written.

    Raises:
        OSError: it cannot be written.
    """
    write_text(path, "".join(msgspec.json.encode(row).decode() + "\n" for row in rows))
    return (path,)


def write_tensorboard(rows: Sequence[Row], path: Path) -> tuple[Path, ...]:
    """Write rows as TensorBoard's events into a folder; gives the folder.

    The tags are "loss/train" and the like; the step of TensorBoard is the epoch, rounded.

    Raises:
        OSError: it cannot be written.
    """
    from tensorboardX import SummaryWriter  # noqa: PLC0415  (only this form needs it)

    with SummaryWriter(str(path), max_queue=0) as writer:
        for row in rows:
            step = round(row["epoch"] or 0)
            for name, value in row.items():
                if value is not None and name not in {"epoch", "step", "seconds"}:
                    writer.add_scalar(_tag(name), np.float32(value), step)
    return (path,)


def _tag(name: str) -> str:
    """Such as "loss/train" for train_loss."""
    for part in ("train", "validation"):
        if name.startswith(f"{part}_"):
            return f"{name.removeprefix(part + '_')}/{part}"
    layer = name.removeprefix("grad_norm_")
    return f"grad_norm/{layer}" if layer != name else name
