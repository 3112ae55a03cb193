"""Serves commands and trains in between; the same loop runs inline and in a process of its own."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tui_mlp.files.errors import DataError
from tui_mlp.numbers import compact, epoch
from tui_mlp.training.config import ConfigError, TrainingConfig
from tui_mlp.training.keeping.autosave import RunKeeper
from tui_mlp.training.keeping.resume import Resumed
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.worker import commands
from tui_mlp.worker.gradient_flow_answer import FlowGauge
from tui_mlp.worker.kept_runs import KeptRuns
from tui_mlp.worker.looking import Showing
from tui_mlp.worker.network_answer import copy_network
from tui_mlp.worker.pacing import Pace
from tui_mlp.worker.replies import Answer, ScenarioFinished
from tui_mlp.worker.run_progress import RunCourse
from tui_mlp.worker.run_stack import RunStack
from tui_mlp.worker.scenario_runner import ScenarioGuide

Clock = Callable[[], float]


class TrainingLoop:
    """A run of training that does as it is told, a slice of time after another.

    Args:
        run: what to begin with, paused: a new run, or one that goes on.
        clock: gives the present time in seconds.
        speed: the steps a second to begin with, one of `tui_mlp.worker.pacing.SPEEDS`.
        kept: keeps the runs on the disk; by default none is.

    Raises:
        DataError: the first run's data set cannot be read.
    """

    def __init__(
        self,
        run: TrainingConfig | TrainingSession | Resumed,
        clock: Clock,
        speed: float | None = None,
        kept: KeptRuns | None = None,
    ) -> None:
        resumed = run if isinstance(run, Resumed) else None
        begun = TrainingSession(run) if isinstance(run, TrainingConfig) else run
        session = begun.session if isinstance(begun, Resumed) else begun
        self._runs = RunStack(session)
        self._kept = kept or KeptRuns(None, clock)
        if resumed is not None:
            self._kept.go_on_with(resumed)
        self._keeper = self._kept.of(session)
        self._showing = Showing(clock)
        self._flow_gauge = FlowGauge(clock)
        self._pace = Pace(clock, speed)
        target_epochs = resumed.target_epochs if resumed else None
        self._course = RunCourse(session, self._pace, target_epochs)
        self._clock = clock
        self._message = resumed.note if resumed else ""
        self._answers: list[Answer] = []
        self._guide: ScenarioGuide | None = None
        self.stopped = False

    @property
    def session(self) -> TrainingSession:
        """The present run's session."""
        return self._runs.session

    @property
    def running(self) -> bool:
        """Whether `train` has something to do."""
        return self._course.running

    def seconds_until_next_step(self) -> float | None:
        """How long there is nothing to do but to wait for a command; None for ever."""
        return self._pace.seconds_until_next_step() if self.running else None

    def train(self, max_steps: int | None = None) -> None:
        """Train for about one slice of time, at most so many steps, at the chosen speed."""
        started = self._clock()
        self._flow_gauge.watch(self.session)
        burst = self._pace.burst
        left = burst if max_steps is None else min(burst, max_steps)
        while left > 0:
            if not (self.running and self._pace.allows_step()):
                return
            left -= self._train_at_most(left)
        self._pace.suit_burst(self._clock() - started)

    def _train_at_most(self, steps: int) -> int:
        """Train until something is to be looked at; how many steps that took."""
        session = self.session
        before = session.step_count
        trained = session.train_steps(self._course.steps_until_look(session, steps))
        done = session.step_count - before
        self._pace.count(done)
        self._look_at_run(trained=trained)
        return max(done, 1)

    def _look_at_run(self, *, trained: bool) -> None:
        """Note an epoch that is over, and end or pause a run whose time has come."""
        session = self.session
        if session.at_epoch_start:
            self._keeper.note_epoch()
        self._course.look_at(session, trained=trained)
        if not trained:
            self._message = session.divergence
        if not self.running:
            self._go_on_with_scenario()
        elif self._course.is_to_pause(session):
            self._pause()

    @property
    def keeper(self) -> RunKeeper:
        """What keeps the present run on the disk."""
        return self._keeper

    @property
    def standing(self) -> tuple[RunState, int]:
        """What the keeper needs to know beside the session: the state, and where it finishes."""
        return self._course.state, self._course.target_epochs

    def handle(self, command: commands.Command, showing: Showing | None = None) -> None:
        """Do what a command asks; what cannot be done is said in the snapshot's message.

        Args:
            command: what is asked.
            showing: what the screen looks at that asks; the loop's own by default.
        """
        self._message = ""
        try:
            self._handle(command, showing or self._showing)
        except (ConfigError, DataError) as error:
            self._message = str(error)

    def _handle(self, command: commands.Command, showing: Showing) -> None:
        match command:
            case commands.ToggleRun() if self.running:
                self._pause()
            case commands.ToggleRun():
                self._run()
            case commands.Pause():
                self._pause()
            case commands.RunSteps(count):
                self._run(self.session.step_count + count)
            case commands.RunEpoch():
                self._run(self.session.step_count + self.session.steps_left_in_epoch)
            case commands.ShiftSpeed(offset):
                self._pace.shift(offset)
            case commands.Stop():
                self._pause()
                self.stopped = True
            case commands.Look() | commands.ShowSample() | commands.ShowWorstSample():
                showing.handle(command, self.session)
            case commands.CopyNetwork() | commands.MeasureFlow():
                self._answers.append(self._answer(command, showing))
            case _:
                self._handle_other_run(command)

    def _handle_other_run(self, command: commands.RunCommand | commands.Detach) -> None:
        """Do what changes the run, or puts another in its place."""
        self._guide = None
        match command:
            case commands.Detach():
                self._message = "only a process of its own can go on alone"
            case commands.RunScenario(scenario):
                self._guide = ScenarioGuide(scenario, self.session.config.seed)
                self._begin_guided_run()
            case commands.Reset():
                self._runs.reset()
                self._start_over()
            case commands.Change(settings):
                self._change(settings)
            case commands.Fork(settings):
                self._fork(settings)
            case commands.GoBack(learning_rate):
                self._go_back(learning_rate)
            case commands.NewSeed():
                self._change({"seed": self.session.config.seed + 1})
            case commands.Undo() if self._runs.undo():
                self._start_over()
            case commands.Undo():
                self._message = "nothing to undo"

    def _begin_guided_run(self) -> None:
        if self._guide is not None:
            self._runs.restart(self._guide.config)
            session = self.session
            self._pace.suit(session.config.epochs * session.steps_per_epoch)
            self._start_over()
            self._run()

    def _go_on_with_scenario(self) -> None:
        """Measure the run that is over, and begin the scenario's next one, if there is one."""
        if self._guide is None:
            return
        outcome = self._guide.take(self.session)
        if outcome is not None:
            self._answers.append(ScenarioFinished(self._guide.scenario, outcome))
            self._guide = None
            return
        try:
            self._begin_guided_run()
        except (ConfigError, DataError) as error:
            self._message, self._guide = str(error), None

    def _run(self, pause_after: int | None = None) -> None:
        if self._course.state is RunState.DIVERGED:
            self._message = self.session.divergence
        else:
            self._course.run(self.session, pause_after)

    def _pause(self) -> None:
        if self._course.pause():
            self._bring_curves_up_to_date()

    def _bring_curves_up_to_date(self) -> None:
        if not self.session.curves_up_to_date:
            self.session.evaluate()

    def _change(self, settings: Mapping[str, Any]) -> None:
        config = replace(self.session.config, **settings)
        if settings.keys() <= TrainingConfig.ADJUSTABLE:
            self._adjust(config)
        else:
            self._runs.restart(config)
            self._start_over()

    def _fork(self, settings: Mapping[str, Any]) -> None:
        epoch = self.session.epoch
        self._runs.restart(replace(self.session.config, **settings))
        self._start_over()
        if epoch > 0:
            self._course.target_epochs = math.ceil(epoch)
        self._run()

    def _adjust(self, config: TrainingConfig) -> None:
        before = self.session.config.epochs
        self.session.adjust(config)
        if config.epochs != before:
            self._course.change_target(self.session, config.epochs)

    def _go_back(self, learning_rate: float) -> None:
        """Put the last good state of the present run in its place, paused."""
        good = self._keeper.good_session(learning_rate)
        self._runs.replace(good)
        self._start_over()
        self._course.pause()
        self._message = f"back at epoch {epoch(good.epoch)}: learning rate {compact(learning_rate)}"

    def _start_over(self) -> None:
        """Leave the run that was, and take up the one that has come in its place."""
        state, target_epochs = self.standing
        self._keeper.leave(RunState.PAUSED if self.running else state, target_epochs)
        self._keeper = self._kept.of(self.session, passing=self._guide is not None)
        self._course.take_up(self.session)

    def take_answers(self) -> list[Answer]:
        """The answers since the last call, in the order of the questions."""
        answers, self._answers = self._answers, []
        return answers

    def _answer(self, question: commands.Question, showing: Showing) -> Answer:
        session, number = self.session, self._runs.description.number
        if isinstance(question, commands.MeasureFlow):
            return self._flow_gauge.measure(session, number)
        sample = None if question.batch else showing.sample(session).index
        return copy_network(session, number, sample)

    def snapshot(self, showing: Showing | None = None) -> Snapshot:
        """All that a screen may show now; at a slow pace the curves get a point for each.

        Args:
            showing: what the screen looks at; the loop's own by default.
        """
        showing = showing or self._showing
        if self.running and self._pace.slow:
            self._bring_curves_up_to_date()
        session = self.session
        steps_per_second = self._pace.steps_per_second() if self.running else 0.0
        return Snapshot(
            run=self._runs.description,
            state=self._course.state,
            message=self._message,
            config=session.config,
            epoch=session.epoch,
            step=session.step_count,
            steps_per_epoch=session.steps_per_epoch,
            target_epochs=self._course.target_epochs,
            steps_per_second=steps_per_second,
            speed_limit=self._pace.limit,
            learning_rate=session.learning_rate,
            train=session.train_metrics,
            validation=session.validation_metrics,
            curves=session.curves.curves(),
            gradient_norms=session.gradient_norms.gradient_norms(),
            trace=self._runs.trace,
            can_undo=self._runs.can_undo,
            scenario=self._guide.progress if self._guide else None,
            sample=showing.sample(session),
            boundary=showing.boundary(session, hurry=self.running),
            confusion=showing.confusion(session, hurry=self.running),
            kept=self._keeper.report,
        )
