"""The worker's side: serves one screen or several, and trains in between."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from tui_mlp.training.snapshot import KeptRun, Snapshot
from tui_mlp.worker import commands, run_socket
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.job import Job
from tui_mlp.worker.replies import Detached, Left, Notice, Reply, SnapshotTaken
from tui_mlp.worker.viewer import Viewer

_SECONDS_TO_SAY_GOODBYE = 1.0
CONFINED = "off for visitors: no file of this machine is opened or written"
"""What is said instead of a command that uses files."""
_WATCHES = "this screen only watches: another one steers the run"


class Server:
    """Publishes into a mailbox of one for each screen: a slow screen never slows training.

    The first screen steers. When it leaves, the run ends with it, unless it was detached before:
    then screens may come and go through the socket in the run's folder, the longest there steers,
    and the run ends where nobody is left to see that it is paused or over.

    Args:
        controller: the training.
        connection: the first screen.
        job: what this process was told: how often to publish, and with how many threads.
        woken: is readable when `ending` is to be asked again.
        ending: whether a signal told this process to end.
    """

    def __init__(
        self,
        controller: TrainingController,
        connection: Connection,
        job: Job,
        woken: socket.socket,
        ending: Callable[[], bool],
    ) -> None:
        self._controller = controller
        self._viewers = [Viewer(connection, time.monotonic)]
        self._between = 1 / job.refresh
        self._blas_threads = job.blas_threads
        self._confined = job.confined
        self._woken = woken
        self._ending = ending
        self._detached = False
        self._listener: socket.socket | None = None
        self._folder: Path | None = None

    def serve(self) -> None:
        """Serve until there is nobody to serve and nothing to train, or a signal comes."""
        while not (self._controller.stopped or self._ending() or self._is_over):
            self._pass_on_replies()
            self._publish_when_due()
            self._receive(self._seconds_to_wait())
            if self._controller.busy:
                self._controller.train()
                self._mark_stale()
            self._controller.save_if_due()
        self._controller.leave()
        for viewer in self._viewers:
            viewer.send(Left(self._report))
        self._hang_up()

    @property
    def _is_over(self) -> bool:
        return not self._viewers and not (self._detached and self._controller.running)

    def _mark_stale(self) -> None:
        for viewer in self._viewers:
            viewer.stale = True

    def _pass_on_replies(self) -> None:
        """Pass on what the controller has to say of itself: it is for who steers."""
        for reply in self._controller.take_replies():
            if self._viewers:
                self._viewers[0].send(reply)

    def _seconds_to_wait(self) -> float | None:
        """How long there is nothing to do but wait for a message; None for ever."""
        until_save = self._controller.seconds_until_save()
        times = [self._controller.seconds_until_next_step(), until_save]
        now = time.monotonic()
        times += [
            max(0.0, viewer.published_at + self._between - now)
            for viewer in self._viewers
            if viewer.stale and viewer.taken
        ]
        return min((seconds for seconds in times if seconds is not None), default=None)

    def _receive(self, timeout: float | None) -> None:
        """Take what has come, all of it."""
        sources: list[Connection | socket.socket] = [self._woken]
        sources += [viewer.connection for viewer in self._viewers]
        if self._listener is not None:
            sources.append(self._listener)
        ready = wait(sources, timeout)
        if self._woken in ready:
            self._woken.recv(4096)
        if self._listener is not None and self._listener in ready:
            self._welcome(self._listener)
        for viewer in [viewer for viewer in self._viewers if viewer.connection in ready]:
            self._hear(viewer)

    def _welcome(self, listener: socket.socket) -> None:
        connection = run_socket.accept(listener)
        if connection is not None:
            self._viewers.append(Viewer(connection, time.monotonic))

    def _hear(self, viewer: Viewer) -> None:
        try:
            while viewer.connection.poll() and not self._controller.stopped:
                message: commands.Request | SnapshotTaken = viewer.connection.recv()
                if isinstance(message, SnapshotTaken):
                    viewer.taken = True
                elif not self._obey(viewer, message):
                    return
        except (EOFError, OSError):
            self._lose(viewer)

    def _obey(self, viewer: Viewer, request: commands.Request) -> bool:
        """Do what a screen asks; False if it has left."""
        steers, command = viewer is self._viewers[0], request.command
        match command:
            case _ if self._confined and command.uses_files():
                viewer.send(Reply(request.number, Notice(CONFINED)))
            case commands.Detach() if steers:
                viewer.send(Reply(request.number, self._detach()))
            case commands.Stop() if self._detached or not steers:
                self._lose(viewer)
                return False
            case _ if steers or command.harmless:
                self._controller.handle(command, request.number, viewer.looking)
                for reply in self._controller.take_replies():
                    viewer.send(reply)
                self._meet_where_the_run_is()
            case _:
                viewer.send(Reply(request.number, Notice(_WATCHES)))
        viewer.answered = request.number
        self._mark_stale()
        if not command.asks:
            viewer.published_at = 0.0  # what came of it need not wait for its turn
        return True

    def _lose(self, viewer: Viewer) -> None:
        """Go on without a screen; another one steers now, if there is one."""
        self._viewers.remove(viewer)
        viewer.close(0.0)
        if not self._detached:
            self._viewers.clear()
        self._mark_stale()

    def _detach(self) -> Detached:
        """Make the run independent of the screen that started it, or say why not."""
        problem = ""
        if not self._controller.running:
            problem = "nothing is training that could go on: Space runs it"
        elif not self._controller.save():
            problem = f"the run cannot be left alone: {self._report.problem}"
        else:
            self._detached = True
            self._meet_where_the_run_is()
        return Detached(self._report.name, problem)

    @property
    def _report(self) -> KeptRun:
        return self._controller.runs.run.autosave.report

    def _meet_where_the_run_is(self) -> None:
        """Listen in the present run's folder, once the run may be left alone."""
        autosave = self._controller.runs.run.autosave
        folder = autosave.folder
        if not self._detached or (folder is not None and folder.path == self._folder):
            return
        if folder is None and self._controller.save():
            folder = autosave.folder
        self._stop_listening()
        if folder is not None:
            self._listener = run_socket.listen(folder.path)
            self._folder = folder.path

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._folder is not None:
            run_socket.remove(self._folder)
            self._folder = None

    def _publish_when_due(self) -> None:
        now = time.monotonic()
        for place, viewer in enumerate(self._viewers):
            due = now - viewer.published_at >= self._between
            if viewer.stale and viewer.taken and due:
                viewer.send(self._snapshot(viewer, steers=place == 0))
                viewer.taken = viewer.stale = False
                viewer.published_at = now

    def _snapshot(self, viewer: Viewer, *, steers: bool) -> Snapshot:
        return replace(
            self._controller.snapshot(viewer.looking),
            answered=viewer.answered,
            steers=steers,
            blas_threads=self._blas_threads,
        )

    def _hang_up(self) -> None:
        self._stop_listening()
        for viewer in self._viewers:
            viewer.close(_SECONDS_TO_SAY_GOODBYE)
