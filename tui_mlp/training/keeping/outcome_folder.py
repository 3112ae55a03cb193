"""The settings of a sweep that are finished, on the disk: a JSON file for each."""

from pathlib import Path
from typing import IO, Any

import msgspec

from tui_mlp.files.durable_file import write_durably
from tui_mlp.training.ensemble.outcome import Outcome
from tui_mlp.training.ensemble.sweep import SweptSetting

_MOST_BYTES = 1 << 26


class _File(msgspec.Struct):
    """What a file holds."""

    varied: dict[str, Any]
    """For whoever reads it."""
    outcome: Outcome


class OutcomeFolder:
    """A folder with the outcomes of settings, readable by the owner only.

    Args:
        path: is made with its parents where it is not there.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def load(self, setting: SweptSetting) -> Outcome | None:
        """What a setting came to; None where it is not finished, or its file is damaged."""
        path = self._file(setting)
        try:
            if path.stat().st_size > _MOST_BYTES:
                return None
            return msgspec.json.decode(path.read_bytes(), type=_File).outcome
        except (OSError, msgspec.MsgspecError):
            return None

    def save(self, setting: SweptSetting, outcome: Outcome) -> None:
        """Keep what a setting came to; it is on the disk when this returns.

        Raises:
            OSError: it cannot be written.
        """
        content = msgspec.json.encode(_File(dict(setting.varied), outcome))

        def write(file: IO[bytes]) -> None:
            file.write(content)

        write_durably(self._file(setting), write)

    def _file(self, setting: SweptSetting) -> Path:
        return self.path / f"{setting.key}.json"
