"""The configuration as the user has edited it, until the worker's answer is on the screen."""

from dataclasses import dataclass

from tui_mlp.settings.training_config import TrainingConfig


@dataclass
class _Edit:
    """A configuration that was asked for, and the number of the command that asks."""

    config: TrainingConfig
    command: int | None = None
    """None before it is sent."""


class EditedConfig:
    """Keeps quick edits together while snapshots from before them still arrive.

    An edit holds until a snapshot comes that shows the effect of its command, whether that was
    granted or refused: what the snapshot says counts then.
    """

    def __init__(self) -> None:
        self._received: TrainingConfig | None = None
        self._edits: list[_Edit] = []

    @property
    def config(self) -> TrainingConfig | None:
        """What to show and to edit further; None before the first snapshot."""
        return self._edits[-1].config if self._edits else self._received

    def edit(self, config: TrainingConfig) -> None:
        """Note a configuration that is to be asked for."""
        self._edits.append(_Edit(config))

    def sent(self, command: int) -> None:
        """Note that the oldest edit which was not sent yet is asked for by this command."""
        edit = next((each for each in self._edits if each.command is None), None)
        if edit is not None:
            edit.command = command

    def receive(self, config: TrainingConfig, answered: int) -> None:
        """Take in the configuration of a snapshot that shows the effect of all commands so far.

        Args:
            config: the snapshot's.
            answered: the number of the last command it shows the effect of.
        """
        self._received = config
        self._edits = [
            each for each in self._edits if each.command is None or each.command > answered
        ]
