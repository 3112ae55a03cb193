"""The run that a command is about."""

from typing import TYPE_CHECKING

from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from tui_mlp.training.config import TrainingConfig
    from tui_mlp.training.session import TrainingSession


def open_session(config: "TrainingConfig") -> "TrainingSession":
    """The run that a configuration describes, before its first step.

    Raises:
        InputError: the data cannot be read, or have no use for a setting.
    """
    from tui_mlp.data.dataset import DataError
    from tui_mlp.training.config import ConfigError
    from tui_mlp.training.session import TrainingSession

    try:
        return TrainingSession(config)
    except ConfigError as error:
        raise InputError(f"--{error.setting.replace('_', '-')}: {error.problem}") from error
    except DataError as error:
        raise InputError(str(error)) from error
