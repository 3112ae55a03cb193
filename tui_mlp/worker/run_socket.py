"""Where a run that goes on without a screen can be met again: a socket in the run's folder.

Only the owner may connect: the folder is the owner's alone, so is the socket, and where the system
tells who is on the other end, each side looks.
"""

import contextlib
import os
import socket
import stat
import struct
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

NAME = "socket"


class MeetingError(ValueError):
    """A run that cannot be met: one line that says why."""


def listen(folder: Path) -> socket.socket:
    """A socket that screens can connect to; it takes the place of one that a dead run left.

    Raises:
        OSError: it cannot be made.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _in_folder(folder):
            Path(NAME).unlink(missing_ok=True)
            before = os.umask(0o177)
            try:
                listener.bind(NAME)
            finally:
                os.umask(before)
        listener.listen()
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def accept(listener: socket.socket) -> Connection | None:
    """The connection to a screen that knocked; None for one of another user, or none at all."""
    try:
        screen, _ = listener.accept()
    except OSError:
        return None
    screen.setblocking(True)
    if not _is_own(screen):
        screen.close()
        return None
    return Connection(screen.detach())


def connect(folder: Path) -> Connection:
    """A connection to the process that trains a run without a screen.

    Raises:
        MeetingError: nobody listens there, or somebody else does.
    """
    information = folder.lstat()
    if not stat.S_ISDIR(information.st_mode) or information.st_uid != os.getuid():
        raise MeetingError(f"{folder.name}: the run's folder belongs to another user")
    training = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _in_folder(folder):
            training.connect(NAME)
    except OSError as error:
        training.close()
        raise MeetingError(f"{folder.name}: no process trains it in the background") from error
    if not _is_own(training):
        training.close()
        raise MeetingError(f"{folder.name}: another user's process is on the other end")
    return Connection(training.detach())


def remove(folder: Path) -> None:
    """Take the socket away."""
    with contextlib.suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)


def _is_own(peer: socket.socket) -> bool:
    """Whether the same user is on the other end, as far as the system can tell."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    credentials = peer.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return bool(user == os.getuid())


@contextlib.contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    """Work in a folder for a moment: a socket's whole path may have 107 bytes only."""
    before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.chdir(folder)
        yield
    finally:
        os.fchdir(before)
        os.close(before)
