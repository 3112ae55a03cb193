"""What is said where a run ends: how good it was, or how it can go on."""

from collections.abc import Callable

from tui_mlp.numbers import compact, counted, epoch
from tui_mlp.settings.teaching import NOT_TEACHING
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.widgets.keys_of import LAST_GOOD, RESET, UNDO, MainKey

_LENGTHS = 4
"""In how many lengths an outcome is said."""


def outcome_lines(snapshot: Snapshot) -> tuple[str, ...]:
    """The best epoch, the test part's figures and where the run is kept, from long to short."""
    early = _stopped_early(snapshot)
    best, test, kept = _best(snapshot), _test(snapshot), _kept(snapshot)
    parts = [each for each in (early, best, test, kept) if each]
    return tuple(" · ".join(part[length] for part in parts) for length in range(_LENGTHS))


def _stopped_early(snapshot: Snapshot) -> tuple[str, ...]:
    if not snapshot.stopped_early:
        return ()
    part = "training" if snapshot.validation is None else "validation"
    waited = counted(snapshot.config.patience, "epoch")
    long = f"stopped early: no lower {part} loss for {waited}"
    return long, "stopped early", "stopped early", "early"


def _best(snapshot: Snapshot) -> tuple[str, ...]:
    best = None if snapshot.kept is None else snapshot.kept.best
    if best is None:
        return ()
    part, metrics = ("validation", snapshot.validation)
    if metrics is None:
        part, metrics = ("training", snapshot.train)
    name, loss = f"best epoch {epoch(best.epoch)}", f"{part} loss {compact(best.loss)}"
    figures = f"{loss}, {_score_name(metrics)} {compact(best.score)}"
    return f"{name}: {figures}", f"{name}: {loss}", name, f"best {epoch(best.epoch)}"


def _test(snapshot: Snapshot) -> tuple[str, ...]:
    test = snapshot.test
    if test is None:
        return ()
    score = compact(test.score)
    name = f"test {_score_name(test)} {score}"
    return f"{name}, loss {compact(test.loss)}", name, name, f"test {score}"


def _kept(snapshot: Snapshot) -> tuple[str, ...]:
    kept = snapshot.kept
    if kept is None:
        return ("not kept",) * _LENGTHS
    if kept.problem or not kept.name:
        return (kept.problem or ("not saved yet" if snapshot.runs_dir else "not kept"),) * _LENGTHS
    both = f"best and last state kept as {kept.name}"
    return both, both, f"kept as {kept.name}", kept.name


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


def divergence_lines(snapshot: Snapshot, key: Callable[[MainKey], str]) -> tuple[str, ...]:
    """Why the run diverged and what can be done with which keys, from long to short."""
    long, short, keys = _ways_out(snapshot, key)
    reason = snapshot.divergence
    cause = reason.partition(": ")[2]
    if cause and snapshot.run.config.teaching != NOT_TEACHING:
        lines = (f"{cause} · {short}", f"{cause} · {keys}", cause)
        return (*(f"for teaching: {line}" for line in lines), *lines, short, keys)
    return f"{reason} · {long}", f"{reason} · {short}", short, keys


def _ways_out(snapshot: Snapshot, key: Callable[[MainKey], str]) -> tuple[str, str, str]:
    """What a run that diverged can do, in a sentence, in short and shorter."""
    ways = [(key(RESET), "restarts", "restarts")]
    if snapshot.kept is not None:
        back, rate = epoch(snapshot.kept.good_epoch), compact(snapshot.smaller_rate)
        goes_back = f"goes back to epoch {back} with γ = {rate}"
        ways.insert(0, (key(LAST_GOOD), goes_back, f"goes back, γ = {rate}"))
    if snapshot.undo and snapshot.undo[0].startswith("learning rate "):
        ways.insert(0, (key(UNDO), f"undoes {snapshot.undo[0]}", "undoes the rate"))
    return (
        " · ".join(f"{written} {what}" for written, what, _ in ways),
        " · ".join(f"{written} {short}" for written, _, short in ways),
        f"keys {' '.join(written for written, _, _ in ways)}",
    )


def _score_name(metrics: Metrics) -> str:
    return "accuracy" if metrics.labels is None else "micro F1"
