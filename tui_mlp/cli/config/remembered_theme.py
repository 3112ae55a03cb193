"""The theme that was chosen inside last."""

from pathlib import Path


def remembered_theme() -> str | None:
    """The theme that was chosen inside last; None for none."""
    path = _theme_path()
    return path.read_text().strip() or None if path.is_file() else None


def remember_theme(name: str) -> None:
    """Keep the theme that was chosen inside.

    Raises:
        OSError: it cannot be written.
    """
    path = _theme_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{name}\n")


def _theme_path() -> Path:
    import platformdirs

    return platformdirs.user_state_path("tui-mlp") / "theme"
