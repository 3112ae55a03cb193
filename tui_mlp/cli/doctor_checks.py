"""What to look at where the program behaves oddly: versions, terminal, folders."""

import locale
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

from tui_mlp.cli.options import InputError
from tui_mlp.version import VERSION

_LEAST_COLUMNS, _LEAST_ROWS = 60, 16
_LEAST_FREE = 50 * 2**20
_WITHOUT_MOUSE = ("linux", "dumb")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    group: str
    name: str
    found: str
    advice: str = ""
    """What to do; empty where all is well."""


def checks(environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """All checks, the program first; nothing is changed."""
    yield Check("program", "tui-mlp", VERSION)
    yield Check("program", "Python", f"{platform.python_version()} ({sys.executable})")
    yield Check("program", "system", platform.platform())
    yield _blas()
    yield from _libraries()
    yield from _terminal(environment)
    yield from _folders(environment)


def _libraries() -> Iterator[Check]:
    """The libraries that are always needed, and those of each extra."""
    extras: dict[str, list[str]] = {}
    for line in metadata("tui-mlp").get_all("Requires-Dist") or ():
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        marker = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", line)
        names = extras.setdefault(marker[1] if marker else "", [])
        if name not in names:
            names.append(name)
    for name in extras.pop("", []):
        known = _version(name)
        yield Check("libraries", name, known or "missing", "" if known else "reinstall tui-mlp")
    for extra, names in sorted(extras.items()):
        missing = [name for name in names if _version(name) is None]
        there = ", ".join(f"{name} {_version(name)}" for name in names if name not in missing)
        install = f"not installed; pip install 'tui-mlp[{extra}]' brings {', '.join(missing)}"
        yield Check("extras", extra, install if missing else there)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _blas() -> Check:
    import numpy  # noqa: F401  (loads its BLAS)
    import threadpoolctl

    pools = [
        f"{pool['internal_api']} {pool['version']}, up to {pool['num_threads']} threads"
        for pool in threadpoolctl.threadpool_info()
        if pool["user_api"] == "blas"
    ]
    return Check("program", "BLAS", "; ".join(pools) or "none that is known")


def _terminal(environment: Mapping[str, str]) -> Iterator[Check]:
    """What the terminal is, and whether the trainer can be shown on it."""
    term = environment.get("TERM", "")
    is_one = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    without = "no; the trainer needs one, `tui-mlp train` none"
    yield Check("terminal", "terminal", "yes" if is_one else without)
    dumb = term.lower() in ("", "dumb", "unknown")
    yield Check("terminal", "TERM", term or "not set", "set TERM to the terminal's" * dumb)
    columns, rows = shutil.get_terminal_size()
    small = columns < _LEAST_COLUMNS or rows < _LEAST_ROWS
    advice = f"at least {_LEAST_COLUMNS}x{_LEAST_ROWS} is needed, 120x40 is pleasant" * small
    yield Check("terminal", "size", f"{columns}x{rows}", advice)
    yield Check("terminal", "colours", _colours(environment))
    mouse = "none" if term.startswith(_WITHOUT_MOUSE) else "asked for; the keys do all it does"
    yield Check("terminal", "mouse", mouse)
    yield Check("terminal", "OSC 52", _clipboard(term))
    encoding = locale.getpreferredencoding(False)
    is_utf8 = encoding.lower().replace("-", "") == "utf8"
    advice = "" if is_utf8 else "the trainer needs a UTF-8 locale, such as LANG=C.UTF-8"
    yield Check("terminal", "locale", f"{locale.setlocale(locale.LC_CTYPE)}, {encoding}", advice)


def _colours(environment: Mapping[str, str]) -> str:
    from rich.console import Console

    if environment.get("NO_COLOR"):
        return "none, as NO_COLOR is set"
    system = Console(force_terminal=True, _environ=environment).color_system
    names = {"truecolor": "16 million", "256": "256", "standard": "16"}
    return names.get(system or "", "none")


def _clipboard(term: str) -> str:
    from tui_mlp.ui.terminal.clipboard import said_of_copy

    doubt = said_of_copy("", "", {"TERM": term}).partition(". ")[2]
    return doubt or "sent; no terminal says whether it takes it"


def _folders(environment: Mapping[str, str]) -> Iterator[Check]:
    """Where things are kept, and whether they can be."""
    import platformdirs

    from tui_mlp.training.keeping.kept_runs import default_runs_dir

    for name, folder in (
        ("runs", default_runs_dir(environment).absolute()),
        ("fault reports", platformdirs.user_log_path("tui-mlp")),
    ):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        yield Check("folders", name, str(folder), _trouble(there))
    yield _configuration(environment)


def _configuration(environment: Mapping[str, str]) -> Check:
    """The user's own file, and why it cannot be used, if it cannot."""
    from tui_mlp.cli.config.user_config import config_path, preferences_of, user_config

    path, advice = config_path(environment), ""
    try:
        preferences_of(user_config(environment))
    except InputError as error:
        advice = error.message
    found = "none, as TUI_MLP_CONFIG is empty" if path is None else str(path)
    missing = path is not None and not path.exists()
    return Check("folders", "configuration", f"{found}, not there" if missing else found, advice)


def _trouble(folder: Path) -> str:
    """What keeps a file from being written there; empty for nothing."""
    if not folder.is_dir():
        return f"{folder} is no folder"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"{folder} cannot be written to"
    free = shutil.disk_usage(folder).free
    return f"only {free // 2**20} MiB are free there" if free < _LEAST_FREE else ""
