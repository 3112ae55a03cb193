"""Whatever is in a file, it is read, or refused in one line, by the error that says so."""

import functools
import importlib.util
import io
import json
import random
import re
import resource
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest

from tui_mlp.cli.options import InputError, config_of
from tui_mlp.data.any_file import read_file
from tui_mlp.data.dataset import Dataset
from tui_mlp.files.errors import DataError
from tui_mlp.scenario.file import read_scenario
from tui_mlp.scenario.values import Scenario, ScenarioError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_mapping, config_to_toml
from tui_mlp.training.keeping.checkpoint import (
    Checkpoint,
    CheckpointError,
    checkpoint_of,
    load_checkpoint,
    resumed_session,
    save_checkpoint,
)
from tui_mlp.training.model_file import Model, ModelError, load_model, model_of, save_model
from tui_mlp.training.session import TrainingSession

_SPEC = importlib.util.spec_from_file_location(
    "damaged_files", Path(__file__).with_name("damaged_files.py")
)
hostile = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(hostile)
_SPEC = importlib.util.spec_from_file_location(
    "workbooks", Path(__file__).parents[1] / "data" / "workbooks.py"
)
workbooks = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(workbooks)

LONGEST_LINE = 300
MOST_SECONDS = 2.0
MOST_SECONDS_FOR_A_MILLION = 6.0
MOST_GROWTH = 1.5 * 2**30

SETTINGS: tuple[dict[str, Any], ...] = (
    {"dataset": "iris", "hidden": [4, 3], "optimizer": "adam", "dropout": 0.1},
    {"dataset": "moons", "hidden": [3], "output": "one_neuron"},
    {"dataset": "discs", "hidden": [], "biases": False, "optimizer": "momentum"},
)


@functools.cache
def sessions() -> tuple[TrainingSession, ...]:
    made = [TrainingSession(config_from_mapping(settings)) for settings in SETTINGS]
    for session in made:
        for _ in range(3):
            session.step()
    return tuple(made)


def saved_files(save: Callable[[TrainingSession, Path], None], folder: Path) -> list[bytes]:
    path = folder / "sound.npz"
    contents = []
    for session in sessions():
        save(session, path)
        contents.append(path.read_bytes())
    return contents


def use_model(model: Model) -> None:
    features = np.full((2, len(model.metadata.feature_names)), 1.5, np.float32)
    probabilities = model.probabilities(features)
    assert probabilities.shape == (2, len(model.metadata.class_names))
    assert len(model.predicted(probabilities)) == 2
    assert "".join(model.metadata.class_names).isprintable()


def use_dataset(dataset: Dataset) -> None:
    samples, inputs = dataset.features.shape
    assert dataset.targets.shape == (samples, len(dataset.class_names))
    assert inputs == len(dataset.feature_names)
    assert not np.isinf(dataset.features).any()
    assert np.isfinite(dataset.targets).all()
    texts = (dataset.name, *dataset.feature_names, *dataset.class_names, *dataset.notes)
    assert all(map(str.isprintable, texts))


def use_scenario(scenario: Scenario) -> None:
    assert len(scenario.options) >= 2
    assert all(map(str.isprintable, (scenario.name, scenario.title, *scenario.options)))


def resume(checkpoint: Checkpoint) -> None:
    # other settings may ask for gigabytes, or for a file that goes on for ever
    if any(checkpoint.initial_config == session.initial_config for session in sessions()):
        session = resumed_session(checkpoint)
        session.step()
        session.state()


def read_config(path: Path) -> TrainingConfig:
    return config_of({"config": path, "dataset": None})


ODD_VALUES = (
    *("1" * 5000, "0x" + "f" * 9000, "9223372036854775808", "-1", "1e400", "-nan", "inf", "1_000"),
    *("[" * 4000, "{a = " * 900, "a." * 50_000 + "a", '"' + "x" * 9000 + '"', '"""', "'", '"'),
    *('"\\u0000"', '"a\\nb\\u001b[31m"', '"\\ud800"', "１２", "\x00", "\u202e", "\ufeff", "=", ""),
    *("[[[[1]]]]", "{}", "[]", "true", "1979-05-27", "0.1.2", "[1, 'a', {}]", '["relu", 3]'),
    *('"no such name"', "[settings]", "[[settings]]", "a.b", "\n[a.b.c]\nd = 1\n", "\nseed = 1\n"),
    *("+++", "[" + "1," * 9000 + "]", "#", "\r", "\n", "\u2028", "hidden = hidden", '"é"', "0b1"),
)
ODD_CELLS = (
    *(
        "x" * 140_000,
        "9" * 1_000_000,
        '"' + "y" * 140_000,
        "1_000",
        "１２",
        "1e400",
        "-1e400",
        "1e39",
    ),
    *("", " ", "NA", "nan", "-nan", "inf", "0x10", "1,5", "1;5", '"', '""', '"a', 'a"b', '"a"b'),
    *(
        "=1+1",
        "+1",
        "-",
        "@SUM(A1)",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\ufeff",
    ),
    *("é", "\U0001f600", "\ud800", "class", "label_a", "p_a", "u", "x" * 90, "0", "1", "a", "'a'"),
    *(",", ",,", ";", "\n\n\n", "," * 2000, "1e-400", "9" * 400, "Infinity", "١", "\u200b", "\x0b"),
)
TABLES = (
    "u,v,class\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n",
    "u;v;class\n1,5;2;a\n3,5;4;b\n5;6;a\n",
    '"u","v v","class"\n"1","x, y","a"\n2,"x\nz","b"\n3,"x, y","a"\n',
    "1\t2\t0\n3\t4\t1\n5\t6\t1\n",
    "u,label_a,label_b\n1,0,1\n2,1,1\n3,1,0\n",
    "u,p_a,p_b\n1,.5,.5\n2,1,0\n3,0,1\n",
    "u,v,class\n" + "".join(f"{n},{n * n},{n % 3}\n" for n in range(60)),
)


def cells_of(text: str) -> list[str]:
    return re.split(r"([,;\t\n])", text)


def values_of(text: str) -> list[str]:
    return re.split(r"( = |\n)", text)


@dataclass(frozen=True)
class Reader:
    """What reads a kind of file, what it may raise, and how its hostile files are made."""

    name: str
    read: Callable[[Path], object]
    error: type[Exception]
    sound: Callable[[Path], list[bytes]]
    spoil: Callable[[random.Random, list[bytes], Path], bytes]
    use: Callable[[Any], None] = lambda _: None


@functools.cache
def sound_models(folder: Path) -> list[bytes]:
    return saved_files(lambda session, path: save_model(model_of(session), path), folder)


@functools.cache
def sound_checkpoints(folder: Path) -> list[bytes]:
    return saved_files(lambda s, path: save_checkpoint(checkpoint_of(s), path), folder)


def _sound_samples(_: Path) -> list[bytes]:
    x, npy = np.arange(24.0).reshape(4, 6), hostile.npy
    sets = (
        {"X": x, "y": [0, 1, 0, 1], "labels": ["a", "b"]},
        {"X": x.reshape(4, 2, 3).astype(np.float32), "y": ["a", "b", "a", "b"]},
        {"X": x, "Y": [[1, 0], [0, 1], [1, 1], [0, 0]], "labels": ["p", "q"]},
        {"X": x, "Y": [[0.5, 0.5], [0, 1], [1, 0], [0, 1.0]]},
    )
    return [hostile.zipped([(f"{k}.npy", npy(v)) for k, v in each.items()]) for each in sets]


def _sound_rows() -> list[list[object]]:
    return [["u", "v", "class"], *([n / 7, "pq"[n % 2], "abc"[n % 3]] for n in range(40))]


def _sound_workbooks(_: Path) -> list[bytes]:
    return [workbooks.workbook(_sound_rows())]


def _sound_frames(_: Path) -> list[bytes]:
    names, *rows = _sound_rows()
    frame = polars.DataFrame(rows, [str(name) for name in names], orient="row")
    made = []
    for write in (frame.write_parquet, frame.write_ipc, frame.write_ipc_stream):
        buffer = io.BytesIO()
        write(buffer)
        made.append(buffer.getvalue())
    return made


def _sound_tables(_: Path) -> list[bytes]:
    return [table.encode() for table in TABLES]


def _sound_configs(_: Path) -> list[bytes]:
    return [config_to_toml(session.config).encode() for session in sessions()]


def _sound_scenarios(_: Path) -> list[bytes]:
    folder = Path(str(files("tui_mlp"))) / "scenario" / "shipped"
    return [path.read_bytes() for path in sorted(folder.glob("*.md"))]


def _spoilt_npz(rng: random.Random, sound: list[bytes], folder: Path) -> bytes:
    return hostile.hostile_npz(rng, sound, str(folder / "marker"))


def _spoilt_bytes(rng: random.Random, sound: list[bytes], _: Path) -> bytes:
    """Damaged; of an archive with members also the bytes of one of them."""
    data = rng.choice(sound)
    if data.startswith(b"PK") and rng.random() < 0.7:
        members = hostile.members_of(data)
        name = rng.choice(sorted(members))
        members[name] = hostile.damaged(rng, members[name])
        return hostile.zipped([*members.items()])
    return hostile.damaged(rng, data)


def _spoilt_table(rng: random.Random, sound: list[bytes], _: Path) -> bytes:
    texts = [*(each.decode() for each in sound), "u,class\n", ""]
    return hostile.hostile_text(rng, texts, ODD_CELLS, cells_of)


def _spoilt_text(rng: random.Random, sound: list[bytes], _: Path) -> bytes:
    return hostile.hostile_text(rng, [each.decode() for each in sound], ODD_VALUES, values_of)


READERS = (
    Reader("model.npz", load_model, ModelError, sound_models, _spoilt_npz, use_model),
    Reader("last.npz", load_checkpoint, CheckpointError, sound_checkpoints, _spoilt_npz, resume),
    Reader("own.npz", read_file, DataError, _sound_samples, _spoilt_npz, use_dataset),
    Reader("own.csv", read_file, DataError, _sound_tables, _spoilt_table, use_dataset),
    Reader("own.xlsx", read_file, DataError, _sound_workbooks, _spoilt_bytes, use_dataset),
    Reader("own.dat", read_file, DataError, _sound_frames, _spoilt_bytes, use_dataset),
    Reader("run.toml", read_config, InputError, _sound_configs, _spoilt_text),
    Reader("own.md", read_scenario, ScenarioError, _sound_scenarios, _spoilt_text, use_scenario),
)
HOPELESS = b"\x00\xff\x00\xff\x00"


def check_line(line: str, path: Path) -> None:
    assert line.isprintable(), ascii(line)
    assert len(line.replace(str(path), path.name)) <= LONGEST_LINE, line
    assert line.strip()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_hostile_file_is_read_or_refused_in_one_line(
    reader: Reader, attack, tmp_path: Path
) -> None:
    path, slowest, refusals = tmp_path / reader.name, 0.0, 0
    sound = reader.sound(tmp_path)
    for data in sound:
        path.write_bytes(data)
        reader.use(reader.read(path))
    path.write_bytes(HOPELESS)
    with pytest.raises(reader.error) as caught:
        reader.read(path)
    check_line(str(caught.value), path)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tried = attack.count(quick=42, long=1700)
    for _ in range(tried):
        data = reader.spoil(attack.random, sound, tmp_path)
        path.write_bytes(data)
        started = time.process_time()  # others may use the processor too
        try:
            reader.use(reader.read(path))
        except reader.error as error:
            check_line(str(error), path)
            refusals += 1
        slowest = max(slowest, time.process_time() - started)
    growth = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory)
    attack.record(
        tried=tried, refused=refusals, slowest_seconds=slowest, memory_growth_mib=growth / 2**20
    )
    assert not (tmp_path / "marker").exists()
    if attack.long:
        assert slowest < MOST_SECONDS
        assert growth < MOST_GROWTH


@pytest.mark.parametrize("rows", [0, 1], ids=["no rows", "a row"])
def test_a_model_that_claims_a_large_network_takes_no_memory(rows: int, tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(50_000)]
    metadata = {"activations": ["tanh"], "class_names": ["a", "b"], "feature_names": names}
    arrays = {
        "metadata": np.array(json.dumps(metadata)),
        "W1": np.zeros((rows, 500_000), np.float32),
        "b1": np.zeros(500_000, np.float32),
        "W2": np.zeros((rows, 2), np.float32),
        "b2": np.zeros(2, np.float32),
    }
    path = tmp_path / "model.npz"
    members = [(f"{name}.npy", hostile.npy(array)) for name, array in arrays.items()]
    path.write_bytes(hostile.zipped(members))
    tracemalloc.start()
    try:
        with pytest.raises(ModelError, match=r"shape .* in place of \(50000, 500000\)") as caught:
            load_model(path)
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
    check_line(str(caught.value), path)


@pytest.mark.parametrize("kind", ["plain", "quoted", "missing", "decimal comma"])
def test_a_million_rows_are_read_within_seconds(kind: str, attack, tmp_path: Path) -> None:
    rows = attack.count(quick=3000, long=1_000_000)
    numbers = np.random.default_rng(0).normal(size=(3000, 4)).round(6)
    classes = np.resize(["a", "b", "c"], 3000)
    cells = [
        ",".join(map(str, (*row, name))) + "\n" for row, name in zip(numbers, classes, strict=True)
    ]
    if kind == "quoted":
        cells = [f'{row[:-2]}"{row[-2]}"\n' for row in cells]
    if kind == "missing":
        cells[::50] = [f",{row.partition(',')[2]}" for row in cells[::50]]
    if kind == "decimal comma":
        cells = [row.replace(",", ";").replace(".", ",") for row in cells]
    path = tmp_path / "own.csv"
    whole, rest = divmod(rows, len(cells))
    path.write_text("".join(cells * whole + cells[:rest]))
    started = time.process_time()
    dataset = read_file(path)
    seconds = time.process_time() - started
    assert dataset.features.shape == (rows, 4)
    assert np.isnan(dataset.features[:, 0]).any() == (kind == "missing")
    attack.record(tried=1, rows=rows, seconds=seconds)
    if attack.long:
        assert seconds < MOST_SECONDS_FOR_A_MILLION
