"""The settings of a file of the user's own, and what changes with the data."""

from collections.abc import Mapping
from typing import Any

from tui_mlp.settings.setting import Changes
from tui_mlp.settings.teaching import NOT_TEACHING

OWN_DATA = (*("data", "target", "ignore", "read_as", "missing", "decimal", "separator", "header"),)
"""The settings of a file of the user's own."""


def for_other_data(settings: Mapping[str, Any]) -> Changes:
    """What changes with the data: these settings of them, and none of what was asked of others."""
    return {
        **dict.fromkeys(OWN_DATA),
        **dict.fromkeys(("noise", "samples", "classes", "points", "subset")),
        "output": "auto",
        "teaching": NOT_TEACHING,
        "start": None,
        **settings,
    }
