"""The configuration as the user has edited it, until the worker's answer is on the screen."""

from collections.abc import Callable

from tui_mlp.settings.training_config import TrainingConfig

PATIENCE = 1.0
"""Seconds after an edit until a configuration that differs from it counts as the answer."""


class EditedConfig:
    """Keeps quick edits together while snapshots from before them still arrive.

    A snapshot may come from before an edit, from between two edits, or from after the last one.
    The edited configuration holds until a snapshot agrees with it. It is given up when a
    snapshot brings a configuration that was never asked for here (somebody else's change is
    newer), or when snapshots still bring an old one after `PATIENCE`: the edit was refused.

    Args:
        clock: gives the present time in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._received: TrainingConfig | None = None
        self._asked: list[TrainingConfig] = []
        self._answered = False
        self._edited_at = 0.0

    @property
    def config(self) -> TrainingConfig | None:
        """What to show and to edit further; None before the first snapshot."""
        return self._asked[-1] if self._asked else self._received

    def edit(self, config: TrainingConfig) -> None:
        """Note a configuration that is asked for now."""
        self._asked.append(config)
        self._answered = False
        self._edited_at = self._clock()

    def give_up(self) -> None:
        """Forget what was asked for, and go back to what was received."""
        self._asked.clear()

    def receive(self, config: TrainingConfig) -> None:
        """Take in the configuration of a snapshot."""
        before, self._received = self._received, config
        if not self._asked:
            return
        self._answered = True
        # An edit back to where it began looks like a snapshot from before it: patience decides.
        asked_again = config == before or self._asked.count(config) > 1
        if (config == self._asked[-1] and not asked_again) or (
            config != before and config not in self._asked
        ):
            self.give_up()
        self.settle()

    def settle(self) -> None:
        """Give the edits up if they were not granted in good time."""
        if self._answered and self._clock() - self._edited_at >= PATIENCE:
            self.give_up()
