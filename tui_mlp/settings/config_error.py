"""What is said of a setting that cannot be used."""

from collections.abc import Collection

_LONGEST_CHOICE = 200


class ConfigError(ValueError):
    """A setting that cannot be used: one line that names the setting and what it takes."""

    def __init__(self, setting: str, problem: str) -> None:
        from tui_mlp.files.text import clean_line  # noqa: PLC0415  (--help needs none)

        problem = clean_line(problem)
        super().__init__(f"{setting}: {problem}")
        self.setting = setting
        self.problem = problem


def require_name(setting: str, name: str, known: Collection[str]) -> None:
    """Refuse a name that is not among those known.

    Raises:
        ConfigError: it is not; the error lists all of them, or where they are many the closest.
    """
    if name in known:
        return
    from difflib import get_close_matches  # noqa: PLC0415

    from tui_mlp.files.text import clean_name  # noqa: PLC0415

    shown = clean_name(name)
    choice = f"choose from {', '.join(sorted(known))}"
    if len(choice) > _LONGEST_CHOICE:
        close = get_close_matches(shown, known, n=1)
        choice = f"did you mean {close[0]!r}?" if close else "see --print-config for all"
    raise ConfigError(setting, f"there is no {shown!r}; {choice}")
