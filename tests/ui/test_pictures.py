"""Pictures of the whole screen, from fixed snapshots: look at every changed SVG."""

from collections.abc import Callable

import pytest

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.worker.client import Listener
from tui_mlp.worker.commands import Command

SIZES = [(80, 24), (120, 40), (200, 60)]


class FixedWorker:
    """Has one snapshot, whatever it is asked."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def start(self, listener: Listener) -> None:
        listener(self._snapshot)

    def send(self, command: Command) -> None:
        """Ask in vain."""

    def take_next(self) -> None:
        """There is no next one."""

    def close(self) -> None:
        """There is nothing to end."""


@pytest.fixture
def app_of(fixed_snapshots: object) -> Callable[..., TrainerApp]:
    def make(name: str, theme: str = "textual-dark") -> TrainerApp:
        snapshot = getattr(fixed_snapshots, name)()
        app = TrainerApp(FixedWorker(snapshot))
        app.theme = theme
        return app

    return make


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["spirals", "digits"])
def test_a_run_in_full_swing(snap_compare, app_of, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(app_of(name), terminal_size=size)


def test_a_light_theme(snap_compare, app_of) -> None:
    assert snap_compare(app_of("with_trace", "textual-light"), terminal_size=(120, 40))


@pytest.mark.parametrize("name", ["fresh", "vanishing", "diverged", "hostile_names"])
def test_other_states(snap_compare, app_of, name: str) -> None:
    assert snap_compare(app_of(name), terminal_size=(120, 40))


@pytest.mark.parametrize("size", SIZES[:2], ids=str)
@pytest.mark.parametrize("name", ["labels", "pairs"])
def test_several_labels(snap_compare, app_of, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(app_of(name), terminal_size=size)


@pytest.mark.parametrize("key", "12345")
def test_one_subject_in_full_size(snap_compare, app_of, key: str) -> None:
    assert snap_compare(app_of("spirals"), press=[key], terminal_size=(80, 24))


def test_the_network_in_full_size(snap_compare, app_of) -> None:
    assert snap_compare(app_of("spirals"), press=["1"], terminal_size=(120, 40))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_unit_in_focus(snap_compare, app_of, size: tuple[int, int]) -> None:
    assert snap_compare(app_of("unit_in_focus"), press=["1", "down"], terminal_size=size)


def test_help(snap_compare, app_of) -> None:
    assert snap_compare(app_of("spirals"), press=["question_mark"], terminal_size=(80, 24))


def test_a_width_is_typed_and_refused(snap_compare, app_of) -> None:
    keys = ["tab", "down", "enter", "0"]
    assert snap_compare(app_of("spirals"), press=keys, terminal_size=(120, 40))


def test_a_list_of_choices(snap_compare, app_of) -> None:
    keys = ["tab", "tab", "enter"]
    assert snap_compare(app_of("spirals"), press=keys, terminal_size=(120, 40))


def test_too_small(snap_compare, app_of) -> None:
    assert snap_compare(app_of("spirals"), terminal_size=(59, 20))
