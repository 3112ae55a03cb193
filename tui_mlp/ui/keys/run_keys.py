"""The keys that steer a run, the same on every screen that steers one."""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from tui_mlp.ui.widgets.footer import Hint
from tui_mlp.worker import commands


@dataclass(frozen=True)
class RunKey:
    """A key, and the command that it sends."""

    keys: str
    """As Textual names them, with commas between."""
    command: commands.Command
    description: str
    tooltip: str
    display: str = ""
    """How the key is written; empty for as Textual does."""
    short: str = ""
    """A shorter word for the footer; the description by default."""
    rank: int = 14
    """Where the footer has too little room, high ranks go first."""
    trains: bool = False
    """Whether it takes a step, which a run that diverged cannot."""


RUN_KEYS: dict[str, RunKey] = {
    "toggle": RunKey("space", commands.ToggleRun(), "Run/pause", "Run training, or pause it",
                     short="Run", rank=2, trains=True),
    "step": RunKey(
        "s", commands.RunSteps(), "Mini-batch", "Train on one mini-batch, then pause",
        short="Step", rank=10, trains=True,
    ),
    "epoch": RunKey("e", commands.RunEpoch(), "Epoch", "Train to the end of the epoch, then pause",
                    rank=11, trains=True),
    "reset": RunKey("r", commands.Reset(), "Reset", "Start again from the same seed", rank=9),
    "new_seed": RunKey("n", commands.NewSeed(), "New seed", "Start again from the next seed"),
    "undo": RunKey(
        "u", commands.Undo(), "Undo", "Bring back the run before the last change, as it was",
        rank=8,
    ),
    "redo": RunKey(
        "U,ctrl+y", commands.Redo(), "Redo", "Take back the last undo", display="U", rank=13
    ),
    "best": RunKey(
        "B", commands.GoToBest(), "Back to the best epoch",
        "Go back to the epoch with the least validation loss, paused",
    ),
    "faster": RunKey(
        "plus,equals_sign", commands.ShiftSpeed(1), "Faster",
        "Speed up: 1, 10, 100, 1000 steps a second, full", display="+",
    ),
    "slower": RunKey(
        "minus", commands.ShiftSpeed(-1), "Slower", "Slow down, to follow single steps", display="-"
    ),
    "previous_sample": RunKey(
        "comma", commands.ShowSample(-1), "Previous sample", "Show the sample before", display=","
    ),
    "next_sample": RunKey(
        "full_stop", commands.ShowSample(1), "Next sample", "Show the next sample", display="."
    ),
    "worst_sample": RunKey(
        "w", commands.ShowWorstSample(), "Worst sample",
        "The sample with the largest cross-entropy; again: the next worst",
        short="Worst", rank=12,
    ),
    "first_worst_sample": RunKey(
        "W", commands.ShowWorstSample(first=True), "The worst of all",
        "Begin with the worst sample again",
    ),
    "detach": RunKey(
        "ctrl+d", commands.Detach(), "Detach",
        "Leave, and let training go on in the background",
    ),
}  # fmt: skip
"""By the names that `RunScreen.action_command` takes."""


def run_bindings(*names: str) -> list[BindingType]:
    """The bindings of these keys, or of all."""
    return [
        Binding(
            key.keys,
            f"command('{name}')",
            key.description,
            id=name,
            tooltip=key.tooltip,
            key_display=key.display or None,
            group=Hint(rank=key.rank, short=key.short),
        )
        for name, key in RUN_KEYS.items()
        if name in (names or RUN_KEYS)
    ]
