"""What is left of a fault that nobody foresaw: a file with its trace, and a line that names it."""

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from tui_mlp.version import VERSION

_TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL")


def write_fault_report(error: BaseException, environment: Mapping[str, str] = os.environ) -> Path:
    """Write what an error was and where, with versions; no arguments, and nothing of the data.

    Args:
        error: with its trace.
        environment: of which only what the terminal is goes into the file.

    Returns:
        The new file, in the user's log directory, or where that takes none in a temporary one.
    """
    lines = [
        f"tui-mlp {VERSION}, Python {platform.python_version()}, {platform.platform()}",
        *(f"{name} = {environment[name]!r}" for name in _TERMINAL if name in environment),
        "",
        *traceback.format_exception(error, chain=True),
    ]
    text = "\n".join(line.rstrip("\n") for line in lines) + "\n"
    folder = platformdirs.user_log_path("tui-mlp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(".txt", "fault-", folder)
    except OSError:
        descriptor, name = tempfile.mkstemp(".txt", "tui-mlp-fault-")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return Path(name)


def tell_of_fault(error: BaseException) -> str:
    """Write a report of an error; the line that names it."""
    what = " ".join(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}".split())
    try:
        path = write_fault_report(error)
    except OSError as problem:
        trace = "".join(traceback.format_exception(error))
        sys.stderr.write(trace)
        return f"a fault of the program, {what}; no report can be written: {problem.strerror}"
    return f"a fault of the program, {what}; what there is to report is in {path}"
