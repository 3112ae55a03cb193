"""No network takes memory that there is not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.memory import needed_memory
from tui_mlp.training.memory.free_memory import free_memory
from tui_mlp.training.model_file import ModelError, load_model, model_of, save_model
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker import commands
from tui_mlp.worker.controller import TrainingController

LARGE = TrainingConfig(dataset="iris", hidden=(4096,) * 32)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how much memory there seems to be, at first 100 MB; small needs are looked at too."""
    monkeypatch.setattr(needed_memory, "_ALWAYS_FITS", 0)

    def set_free(count: int) -> None:
        monkeypatch.setattr(needed_memory, "free_memory", lambda: count)

    set_free(100_000_000)
    return set_free


def no_network(*_: object) -> None:
    raise AssertionError("a network was made")


def test_a_network_that_does_not_fit_is_refused_before_it_takes_memory(
    free: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    free(8_100_000_000)
    monkeypatch.setattr("tui_mlp.training.session.Network", no_network)
    with pytest.raises(ConfigError) as caught:
        TrainingSession(LARGE)
    assert str(caught.value) == (
        "hidden: 32 layers of 4 096 units are 520 million parameters, which take about 23.4 GB "
        "with the optimizer and the copies kept of them; 8.1 GB are free, enough for 173 million: "
        "use fewer or narrower layers"
    )


@pytest.mark.usefixtures("free")
@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        ((4096, 2000), "these 2 layers are 8.22 million parameters"),
        ((4096,) * 3, "3 layers of 4 096 units are"),
    ],
)
def test_the_layers_are_named(hidden: tuple[int, ...], words: str) -> None:
    with pytest.raises(ConfigError, match=f"^hidden: {words}"):
        TrainingSession(replace(LARGE, hidden=hidden))


def test_the_estimate_is_near_what_a_run_holds() -> None:
    config = replace(LARGE, hidden=(2048,), optimizer="adam")
    session = TrainingSession(replace(config, hidden=(8,)))
    architecture = Architecture(4, (LayerSpec(2048, "tanh"),), 3)
    held = sum(vector.nbytes for vector in (session.network.parameters, session.network.gradient))
    optimizer = session.state()["optimizer"]
    held += sum(vector.nbytes for vector in optimizer.values() if isinstance(vector, np.ndarray))
    per_parameter = held / session.network.parameters.size
    copies = 4 * (per_parameter - 4)
    assert needed_memory._parameter_bytes(config) == per_parameter + copies
    session = TrainingSession(replace(config, batch_size=100))
    session.step()
    workspace = session.network.workspace(100)
    arrays = [*workspace.pre_activations, *workspace.activations, *workspace.dropout_masks]
    arrays += [*workspace.pre_activation_gradients, *workspace.derivatives]
    arrays += workspace.activation_work
    total = sum(array.nbytes for array in arrays)
    assert total <= needed_memory._work_bytes(architecture, 100) < 1.1 * total


def test_the_sgd_of_the_same_network_may_fit_where_adam_does_not(
    free: Callable[[int], None],
) -> None:
    free(5_000_000)
    config = replace(LARGE, hidden=(256, 256))
    TrainingSession(replace(config, optimizer="sgd"))
    with pytest.raises(ConfigError, match=r"^hidden: .* 5.0 MB are free"):
        TrainingSession(replace(config, optimizer="adam"))


def test_mini_batches_too_large_for_the_network_are_refused_by_their_own_name(
    free: Callable[[int], None],
) -> None:
    free(10_000_000)
    config = TrainingConfig(dataset="moons", samples=4000, hidden=(256,), batch_size="full")
    words = r"^batch_size: mini-batches of 2 8\d{2} samples take about 17.4 MB .* enough for about"
    with pytest.raises(ConfigError, match=words):
        TrainingSession(config)
    session = TrainingSession(replace(config, batch_size=100))
    with pytest.raises(ConfigError, match=words):
        session.adjust(replace(session.config, batch_size="full"))
    assert session.config.batch_size == 100


@pytest.mark.usefixtures("free")
def test_the_run_on_the_screen_stays_when_a_change_does_not_fit() -> None:
    controller = TrainingController(TrainingConfig(dataset="iris"), lambda: 0.0)
    session = controller.session
    controller.handle(commands.Change({"hidden": LARGE.hidden}))
    assert controller.session is session
    (reply,) = controller.take_replies()
    assert "hidden: 32 layers of 4 096 units are 520 million" in str(reply.answer)


def test_a_model_that_does_not_fit_is_refused(free: Callable[[int], None], tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    save_model(model_of(TrainingSession(replace(LARGE, hidden=(256, 256)))), path)
    load_model(path)
    free(5_000_000)
    with pytest.raises(ModelError) as caught:
        load_model(path)
    assert str(caught.value).startswith(f"{path}: its 67 843 parameters take about ")
    assert str(caught.value).endswith("5.0 MB are free")


def test_where_a_system_tells_nothing_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needed_memory, "free_memory", lambda: None)
    needed_memory.require_memory(LARGE, Architecture(4, (LayerSpec(4096, "tanh"),) * 32, 3), 150)


def test_free_memory_is_the_least_of_machine_and_groups(tmp_path: Path) -> None:
    proc, cgroups = tmp_path / "proc", tmp_path / "cgroup"
    files = {
        proc / "meminfo": "MemTotal: 9 kB\nMemAvailable:    8000000 kB\n",
        proc / "self" / "cgroup": "4:cpu,memory:/a/b\n3:pids:/x\n0::/a/c\n",
        cgroups / "memory" / "a" / "b" / "memory.limit_in_bytes": "9223372036854771712\n",
        cgroups / "memory" / "a" / "b" / "memory.usage_in_bytes": "5\n",
        cgroups / "memory" / "a" / "b" / "memory.stat": "cache 3\n",
        cgroups / "a" / "c" / "memory.max": "max\n",
        cgroups / "a" / "memory.max": "3000000\n",
        cgroups / "a" / "memory.current": "2500000\n",
        cgroups / "a" / "memory.stat": "anon 7\ninactive_file 400000\n",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert free_memory(proc, cgroups) == 900_000
    (cgroups / "a" / "memory.max").write_text("max\n")
    assert free_memory(proc, cgroups) == 8_000_000 * 1024
    (cgroups / "memory" / "a" / "memory.limit_in_bytes").write_text("1000\n")
    (cgroups / "memory" / "a" / "memory.usage_in_bytes").write_text("2000\n")
    (cgroups / "memory" / "a" / "memory.stat").write_text("total_inactive_file 0\n")
    assert free_memory(proc, cgroups) == 0


def test_this_machine_says_how_much_it_has() -> None:
    free = free_memory()
    assert free is not None
    assert free > 0
    assert free_memory(Path("/nowhere"), Path("/nowhere")) != 0
