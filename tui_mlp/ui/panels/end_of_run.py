"""What is said where a run ends: how good it was, or how it can go on."""

from tui_mlp.numbers import compact, epoch, grouped
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.snapshot import BestEpoch, Snapshot


def finish_notice(snapshot: Snapshot) -> str:
    """The best epoch, the test part's figures and where the run is kept, a sentence each."""
    kept = snapshot.kept
    sentences = []
    if snapshot.stopped_early:
        waited = grouped(snapshot.config.patience)
        sentences.append(f"Stopped early: no lower {_part(snapshot)} loss for {waited} epochs.")
    if kept is not None and kept.best is not None:
        sentences.append(f"{_best(kept.best, snapshot)}.")
    if snapshot.test is not None:
        test = snapshot.test
        figures = f"{_score_name(test)} {compact(test.score)}, loss {compact(test.loss)}"
        sentences.append(f"Test part: {figures}.")
    if kept is not None and kept.problem:
        sentences.append("The run is not saved.")
    elif kept is not None and kept.name:
        sentences.append(f"Its best and its last state are kept as {kept.name}.")
    else:
        sentences.append("The run is not kept.")
    return " ".join(sentences)


def finish_lines(snapshot: Snapshot) -> tuple[str, ...]:
    """The test part's figures and the best epoch in one line, long and short."""
    parts = []
    if snapshot.stopped_early:
        parts.append(("stopped early", "early"))
    if snapshot.test is not None:
        score = compact(snapshot.test.score)
        parts.append((f"test {_score_name(snapshot.test)} {score}", f"test {score}"))
    if snapshot.kept is not None and snapshot.kept.best is not None:
        best = snapshot.kept.best
        parts.append((f"best epoch {epoch(best.epoch)}", f"best {epoch(best.epoch)}"))
    lines = [" · ".join(part[length] for part in parts) for length in (0, 1)]
    return (*lines, parts[0][1]) if parts else ()


def divergence_lines(snapshot: Snapshot) -> tuple[str, ...]:
    """Why the run diverged and what can be done, from long to short."""
    long, short, keys = snapshot.ways_out
    reason = snapshot.divergence
    return f"{reason} · {long}", f"{reason} · {short}", short, keys


def _best(best: BestEpoch, snapshot: Snapshot) -> str:
    part, metrics = _part(snapshot), snapshot.validation or snapshot.train
    figures = f"loss {compact(best.loss)}, {_score_name(metrics)} {compact(best.score)}"
    return f"Best epoch {epoch(best.epoch)}: {part} {figures}"


def _part(snapshot: Snapshot) -> str:
    return "training" if snapshot.validation is None else "validation"


def _score_name(metrics: Metrics) -> str:
    return "accuracy" if metrics.labels is None else "micro F1"
