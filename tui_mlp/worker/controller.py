"""Obeys commands, and trains in between; the same code runs inline and in a process of its own."""

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_text
from tui_mlp.numbers import compact, epoch, grouped
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig, drawn_anew
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.resume import ResumedRun
from tui_mlp.training.keeping.run_folder import RunError
from tui_mlp.training.loop import TrainingLoop
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.worker.answers.gradient_flow_answer import FlowGauge
from tui_mlp.worker.answers.learning_answer import Forked
from tui_mlp.worker.answers.network_answer import copy_network
from tui_mlp.worker.answers.surface_answer import session_surface
from tui_mlp.worker.commands import Command
from tui_mlp.worker.ensemble.ensembles import Ensembles
from tui_mlp.worker.guided.guided_runs import GuidedRuns
from tui_mlp.worker.looking import Looking
from tui_mlp.worker.pacing import Pace
from tui_mlp.worker.replies import (
    Answer,
    Notice,
    Reply,
    Severity,
    SurfaceMeasured,
)
from tui_mlp.worker.run_stack import Run, RunStack
from tui_mlp.worker.words import change_label

Clock = Callable[[], float]


class TrainingController:
    """A run of training that does as it is told, a slice of time after another.

    Commands call its operations; see `tui_mlp.worker.commands`. What is to be said of them comes
    as replies that carry the command's number.

    Args:
        run: what to begin with, paused: a new run, or one that goes on.
        clock: gives the present time in seconds.
        speed: the steps a second to begin with, one of `tui_mlp.worker.pacing.SPEEDS`.
        keeping: how runs are kept on the disk; None for not at all.
        now: gives the date.

    Raises:
        DataError: the first run's data set cannot be read.
    """

    def __init__(
        self,
        run: TrainingConfig | TrainingSession | ResumedRun,
        clock: Clock,
        speed: float | None = None,
        keeping: Keeping | None = None,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self.runs = RunStack(run, keeping, clock, now)
        self.pace = Pace(clock, speed)
        self.looking = Looking(clock)
        """What the screen looks at, where there is one screen only."""
        self._loop = self._loop_of(self.runs.run)
        self.ensembles = Ensembles(clock)
        """Many runs that may be trained in the one run's place."""
        self._flow_gauge = FlowGauge(clock)
        self._clock = clock
        self._replies: list[Reply] = []
        self._command = 0
        self.guided = GuidedRuns(self)
        """A scenario's runs, which may be trained in the user's place."""
        self._tested: tuple[TrainingSession, int, Metrics] | None = None
        self._forked: Forked | None = None
        self.stopped = False
        if isinstance(run, ResumedRun):
            self.say(run.note, Severity.INFORMATION)

    def _loop_of(self, run: Run) -> TrainingLoop:
        return TrainingLoop(run.session, lambda: run.autosave.note_epoch(run.session))

    @property
    def session(self) -> TrainingSession:
        """The present run's session."""
        return self.runs.session

    @property
    def running(self) -> bool:
        """Whether the one run has steps to take."""
        return self._loop.running

    @property
    def busy(self) -> bool:
        """Whether `train` has something to do."""
        return self.running or self.ensembles.running

    @property
    def state(self) -> RunState:
        """Where the present run stands."""
        return self._loop.state

    def handle(self, command: Command, number: int = 0, looking: Looking | None = None) -> None:
        """Do what a command asks; what cannot be done is said in a reply.

        Args:
            command: what is asked.
            number: its number, for the replies to it.
            looking: what the screen looks at that asks; the controller's own by default.
        """
        with self.answering(number):
            try:
                if command.ends_scenario:
                    self.guided.end()
                    self.ensembles.close()
                command.carry_out(self, looking or self.looking)
            except (ConfigError, DataError, RunError) as error:
                self.say(str(error))

    @contextlib.contextmanager
    def answering(self, number: int) -> Iterator[None]:
        """Let what is said within answer the command of this number."""
        self._command = number
        try:
            yield
        finally:
            self._command = 0

    def say(self, text: str, severity: Severity = Severity.WARNING) -> None:
        """Tell the user something about the command at hand, or about the run."""
        self.answer(Notice(text, severity))

    def answer(self, answer: Answer) -> None:
        """Answer the command at hand."""
        self._replies.append(Reply(self._command, answer))

    def take_replies(self) -> list[Reply]:
        """What there is to say since the last call, in its order."""
        replies, self._replies = self._replies, []
        return replies

    def seconds_until_next_step(self) -> float | None:
        """How long there is nothing to do but to wait for a command; None for ever."""
        if self.ensembles.running:
            return 0.0
        return self.pace.seconds_until_next_step() if self.running else None

    def train(self, max_steps: int | None = None) -> None:
        """Train for about one slice of time, at most so many steps, at the chosen speed."""
        if self.ensembles.running:
            self.ensembles.train(max_steps)
            self.guided.answer_of_seeds()
            return
        started = self._clock()
        self._flow_gauge.follow(self.session)
        burst = self.pace.burst.steps
        left = burst if max_steps is None else min(burst, max_steps)
        while left > 0:
            if not (self.running and self.pace.allows_step()):
                return
            taken = self._loop.advance(1 if self.pace.limit is not None else left)
            self.pace.count(taken)
            left -= max(taken, 1)
            if not self.running:
                self.guided.go_on()
        self.pace.burst.suit(self._clock() - started)

    def run(self, pause_after: int | None = None) -> None:
        """Let the run train, until it has done so many steps or to its last epoch.

        A finished one gets as many epochs again as it began with, and says so.
        """
        self.ensembles.close()
        state = self.state
        if state is RunState.DIVERGED:
            self.say(self.session.divergence)
            return
        if state is RunState.FINISHED:
            self._extend()
        self._loop.run(pause_after)
        self.pace.start()

    def _extend(self) -> None:
        """Move the end of a finished run further on: its schedule stretches with it.

        One that stopped early waits for a lower loss as long again.
        """
        config = self.session.config
        if self.session.stopped_early:
            self.session.extend_patience()
            waits = f"the run goes on, and waits {grouped(config.patience)} epochs again"
            self.say(f"stopped early: {waits}", Severity.INFORMATION)
        if self.session.epoch < config.epochs:
            return
        epochs = math.ceil(self.session.epoch) + self.session.initial_config.epochs
        extended = replace(config, epochs=epochs)
        self.runs.adjust(extended, change_label(config, extended))
        self.say(
            f"epochs {grouped(config.epochs)} → {grouped(epochs)}: the run goes on",
            Severity.INFORMATION,
        )

    def pause(self) -> None:
        """Let the run wait."""
        if self._loop.pause():
            self.pace.stop()

    def change(self, settings: Mapping[str, Any]) -> None:
        """Change settings: at once where all can be, else by a new run from the same seed.

        Raises:
            ConfigError: a value is out of its range.
            DataError: the new run's data set cannot be read.
        """
        present = self.session.config
        config = replace(present, **drawn_anew(present, settings))
        if config == present:
            return
        label = change_label(present, config)
        if config.differences(present) <= TrainingConfig.ADJUSTABLE:
            self.runs.adjust(config, label)
            if self.session.finished:
                self._loop.pause()
        else:
            self.begin(self.runs.new_session(config), label)

    def fork(self, settings: Mapping[str, Any]) -> None:
        """Start anew from the same seed with some settings changed; pause where the old one is.

        Raises:
            ConfigError: a value is out of its range.
            DataError: the new run's data set cannot be read.
        """
        reached, present = math.ceil(self.session.epoch), self.session.config
        config = replace(present, **drawn_anew(present, settings))
        label = change_label(present, config)
        before = self.session
        session = self.runs.new_session(config)
        self.begin(session, label)
        self._forked = Forked.of(before, session.config, label)
        self.run(reached * self.session.steps_per_epoch if reached else None)

    def begin(self, session: TrainingSession, label: str, *, passing: bool = False) -> None:
        """Put another run in the present one's place; running stays running.

        Args:
            session: the new run.
            label: what changed, for the list of what can be undone.
            passing: whether the new run is not worth keeping on the disk.
        """
        running = self._leave()
        self.runs.replace(session, label, passing=passing)
        self._take_up(running=running)

    def open_seed(self, session: TrainingSession, label: str) -> None:
        """Put one of many runs in the present one's place, paused, and close the others."""
        self.guided.end()
        self.ensembles.close()
        self.begin(session, label)

    def reset(self) -> None:
        """Start the present configuration anew from its seed, and forget the trace."""
        session = self.runs.new_session(self.session.config)
        self.begin(session, "start again")
        self.runs.trace = None

    def go_back(self, learning_rate: float) -> None:
        """Put the last good state of the present run in its place, paused, with another rate."""
        good = self.runs.run.autosave.good_session(self.session, learning_rate)
        self._leave()
        self.runs.replace(good, "back to the last good epoch")
        self._take_up(running=False)
        self.say(
            f"back at epoch {epoch(good.epoch)}: learning rate {compact(learning_rate)}",
            Severity.INFORMATION,
        )

    def go_to_best(self) -> None:
        """Put the present run as it was at its best epoch in its place, paused.

        Raises:
            RunError: there is no such epoch yet, or its state cannot be had any more.
        """
        found = self.runs.run.autosave.best_run(self.session)
        best = found.best
        if found.session.step_count == self.session.step_count:
            self.say(f"epoch {epoch(best.epoch)} is the best one so far", Severity.INFORMATION)
            return
        self._leave()
        self.runs.replace_by_best(found, "back to the best epoch")
        self._take_up(running=False)
        self.say(
            f"back at epoch {epoch(best.epoch)}, the best: loss {compact(best.loss)}",
            Severity.INFORMATION,
        )

    def open_run(self, name: str, *, run: bool) -> None:
        """Put a kept run in the present one's place, and let it run or wait.

        Raises:
            RunError: there is none of this name, it is damaged, or another process trains it.
        """
        if name != self.runs.run.autosave.report.name:
            resumed = self.runs.resumed(name)
            self._leave()
            self.runs.replace_by_kept(resumed, f"open {clean_text(name)}")
            self._take_up(running=False)
            self.say(resumed.note, Severity.INFORMATION)
        if run:
            self.run()

    def undo(self, count: int = 1) -> None:
        """Bring back the run before the last so many changes, as it was."""
        self._swap(self.runs.undo, self.runs.undo_labels[:count], "undo", "undone")

    def redo(self, count: int = 1) -> None:
        """Bring back the run that the last so many undos took away."""
        self._swap(self.runs.redo, self.runs.redo_labels[:count], "redo", "redone")

    def _swap(self, swap: Callable[[], str], labels: tuple[str, ...], name: str, done: str) -> None:
        if not labels:
            self.say(f"nothing to {name}")
            return
        for _ in labels:
            running = self._leave()
            swap()
            self._take_up(running=running)
        self.say(f"{done}: {', '.join(labels)}", Severity.INFORMATION)

    def _leave(self) -> bool:
        """Save the present run before another one takes its place; whether it was running."""
        running, run = self.running, self.runs.run
        state = RunState.PAUSED if running else self.state
        run.autosave.leave(run.session, state)
        return running

    def _take_up(self, *, running: bool) -> None:
        self._loop = self._loop_of(self.runs.run)
        self.pace.start()
        if running and not self.session.divergence:
            self._loop.run()

    def run_scenario(self, scenario: Scenario) -> None:
        """Train all runs of a scenario at a pace to watch, and answer with its outcome.

        Those of several seeds are trained all at once, in the present run's place.
        """
        self.guided.open(scenario, self._command)

    def copy_network(self, looking: Looking, *, batch: bool) -> None:
        """Answer with a copy of the network, and the shown sample or the next mini-batch."""
        sample = None if batch else looking.sample(self.session).index
        self.answer(copy_network(self.session, self.runs.run.description.number, sample))

    def measure_flow(self) -> None:
        """Answer with the flow of the gradient."""
        number = self.runs.run.description.number
        hurry = self.running and not self.pace.slow
        measured = self._flow_gauge.measure(self.session, number, hurry=hurry)
        trial = None if self._forked is None else self._forked.trial(self.session)
        self.answer(replace(measured, trial=trial))

    def measure_surface(self, draw: int) -> None:
        """Answer with the loss around the run's start."""
        session = self.session
        surface = session_surface(session, draw)
        self.answer(SurfaceMeasured(session.step_count, draw, surface, session.epoch))

    def seconds_until_save(self) -> float | None:
        """How long until `save_if_due` has something to do; None for no such time."""
        run = self.runs.run
        return run.autosave.seconds_until_due(run.session, self.state)

    def save_if_due(self) -> None:
        """Save the present run, if it is time."""
        run = self.runs.run
        run.autosave.save_if_due(run.session, self.state)

    def save(self) -> bool:
        """Save the present run now; False if that failed."""
        run = self.runs.run
        return run.autosave.save(run.session, self.state)

    def leave(self) -> None:
        """Save the present run a last time, and let other processes have it."""
        run = self.runs.run
        run.autosave.leave(run.session, self.state)

    def snapshot(self, looking: Looking | None = None) -> Snapshot:
        """All that a screen may show now; at a slow pace the curves get a point for each.

        Args:
            looking: what the screen looks at; the controller's own by default.
        """
        looking = looking or self.looking
        session, run = self.session, self.runs.run
        if self.running and self.pace.slow and not session.curves_up_to_date:
            session.evaluate()
        return Snapshot(
            run=run.description,
            state=self.state,
            divergence=session.divergence,
            config=session.config,
            epoch=session.epoch,
            step=session.step_count,
            steps_per_epoch=session.steps_per_epoch,
            steps_per_second=self.pace.steps_per_second() if self.running else 0.0,
            speed_limit=self.pace.limit,
            learning_rate=session.learning_rate,
            train=session.train_metrics,
            validation=session.validation_metrics,
            curves=session.curves.curves(),
            gradient_norms=session.gradient_norms.gradient_norms(),
            trace=self.runs.trace,
            undo=self.runs.undo_labels,
            redo=self.runs.redo_labels,
            scenario=self.guided.progress,
            sample=looking.sample(session),
            boundary=looking.boundary(session, hurry=self.running),
            confusion=looking.confusion(session, hurry=self.running),
            units=looking.units(session, hurry=self.running),
            ablated=looking.ablated(session, hurry=self.running),
            kept=run.autosave.report,
            runs_dir=self.runs.runs_dir,
            test=self._test_metrics(),
            ensemble=self.ensembles.view(looking.ensemble),
        )

    def _test_metrics(self) -> Metrics | None:
        """Of a finished run the figures of its test part, measured once."""
        session = self.session
        test = session.samples.split.test
        if self.state is not RunState.FINISHED or not len(test.rows):
            return None
        if self._tested is None or self._tested[:2] != (session, session.step_count):
            self._tested = (session, session.step_count, session.measure(test))
        return self._tested[2]
