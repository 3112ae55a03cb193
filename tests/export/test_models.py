"""Exported models answer as the network does, each in a fresh process with its own library."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tui_mlp.cli import tui_mlp
from tui_mlp.data.catalogue import read_shipped
from tui_mlp.export.activation_code import ACTIVATION_CODE
from tui_mlp.export.export_formats import FORMATS
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.model_file import Model, load_model, model_of, save_model
from tui_mlp.training.session import TrainingSession

CONFIGS = {
    "softmax": {"dataset": "iris", "hidden": (8, 6), "activation": ("tanh",)},
    "two classes": {"dataset": "moons", "hidden": (8,), "activation": ("relu",)},
    "labels": {"dataset": "discs", "hidden": (8,), "activation": ("sigmoid",)},
    "one neuron": {"dataset": "moons", "hidden": (5,), "output": "one_neuron"},
    "without biases": {"dataset": "iris", "hidden": (8,), "biases": False},
    "no hidden layer": {"dataset": "iris", "hidden": ()},
    "activated output": {"dataset": "iris", "hidden": (4,), "output_activation": "tanh"},
    **{name: {"dataset": "iris", "hidden": (7, 5), "activation": (name,)} for name in ACTIVATIONS},
}


def trained(**settings: object) -> Model:
    session = TrainingSession(TrainingConfig(**settings))
    for _ in range(3):
        session.train_epoch()
    return model_of(session)


def samples_of(model: Model, count: int = 1000) -> "np.ndarray":
    """Rows like those of the data, and some beyond."""
    data = read_shipped(model.metadata.dataset).features
    rng = np.random.default_rng(1)
    spread = 1.0 + 0.5 * rng.standard_normal((count, data.shape[1]))
    return (data[rng.integers(len(data), size=count)] * spread).astype(np.float32)


def answers(folder: Path, code: str, samples: "Mapping[str, np.ndarray]") -> "np.ndarray":
    """What a script makes of the samples of each model, in one fresh process.

    For each name it runs the code with x, which leaves y.
    """
    np.savez(folder / "x.npz", **samples)
    body = "".join(f"    {line}\n" for line in code.splitlines())
    script = (
        "import sys\nimport numpy as np\n\ndone = {}\n"
        f"for number, (name, x) in enumerate(np.load('x.npz').items()):\n{body}"
        "    done[name] = y\n"
        "np.savez('y.npz', **done)\nassert 'tui_mlp' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return np.load(folder / "y.npz")


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    """One for each kind of network, by a name that a file may have."""
    return {name.replace(" ", "_"): trained(**settings) for name, settings in CONFIGS.items()}


def with_a_gap(model: Model) -> "np.ndarray":
    x = samples_of(model)
    x[3, 0] = np.nan
    return x


def write(model: Model, form: str, path: Path) -> None:
    FORMATS[form].writer(form)(model, path)


def test_the_python_file_answers_to_a_millionth(models: dict[str, Model], tmp_path: Path) -> None:
    for name, model in models.items():
        write(model, "python", tmp_path / f"{name}.py")
    samples = {name: with_a_gap(model) for name, model in models.items()}
    found = answers(
        tmp_path, "import importlib\ny = importlib.import_module(name).predict(x)", samples
    )
    for name, model in models.items():
        wanted = model.probabilities(samples[name])
        np.testing.assert_allclose(found[name], wanted, atol=1e-6, err_msg=name)


def test_onnx_runtime_answers_to_a_hundred_thousandth(
    models: dict[str, Model], tmp_path: Path
) -> None:
    for name, model in models.items():
        write(model, "onnx", tmp_path / f"{name}.onnx")
    samples = {name: with_a_gap(model) for name, model in models.items()}
    code = (
        "import json, onnxruntime\n"
        "s = onnxruntime.InferenceSession(f'{name}.onnx', providers=['CPUExecutionProvider'])\n"
        "y = s.run(['probabilities'], {'samples': x})[0]\n"
        "names = json.loads(s.get_modelmeta().custom_metadata_map['class_names'])\n"
        "assert len(names) == y.shape[1]"
    )
    found = answers(tmp_path, code, samples)
    for name, model in models.items():
        wanted = model.probabilities(samples[name])
        np.testing.assert_allclose(found[name], wanted, atol=1e-5, err_msg=name)


def test_the_sklearn_script_answers_or_is_refused_with_a_reason(
    models: dict[str, Model], tmp_path: Path
) -> None:
    samples = {}
    for name, model in models.items():
        hidden, last = model.metadata.activations, model.metadata.output_activation
        path = tmp_path / f"{name}.py"
        if all(ACTIVATION_CODE[each].sklearn for each in hidden) and last == "identity":
            write(model, "sklearn", path)
            samples[name] = samples_of(model)
            continue
        with pytest.raises(ValueError, match=r"scikit-learn has no \w+"):
            write(model, "sklearn", path)
        assert not path.exists()
    assert len(samples) == 10
    code = (
        "import importlib\nm = importlib.import_module(name)\n"
        "y = m.model.predict_proba(x.astype(float))\n"
        "if name != 'labels':\n"
        "    assert list(m.model.predict(x)) == [m.CLASS_NAMES[n] for n in y.argmax(axis=1)]"
    )
    found = answers(tmp_path, code, samples)
    for name, x in samples.items():
        wanted = models[name].probabilities(x)
        np.testing.assert_allclose(found[name], wanted, atol=1e-6, err_msg=name)


def test_safetensors_hold_the_arrays_and_the_names(
    models: dict[str, Model], tmp_path: Path
) -> None:
    some = {name: models[name] for name in ("softmax", "labels", "one_neuron")}
    for name, model in some.items():
        write(model, "safetensors", tmp_path / f"{name}.safetensors")
    code = (
        "import json\nfrom safetensors import safe_open\n"
        "with safe_open(f'{name}.safetensors', 'np') as f:\n"
        "    meta = f.metadata()\n"
        "    y = np.concatenate([f.get_tensor(k).ravel() for k in ('mean', 'scale', 'W1', 'b1')])\n"
        "assert meta['output'] in ('softmax', 'sigmoid', 'one_neuron')\n"
        "assert json.loads(meta['class_names'])"
    )
    found = answers(tmp_path, code, {name: np.zeros(1) for name in some})
    for name, model in some.items():
        network, scaling = model.network, model.standardization
        arrays = (scaling.mean, scaling.scale, network.weights[0].ravel(), network.biases[0])
        assert np.array_equal(found[name], np.concatenate(arrays))


def test_the_pytorch_module_answers_and_trains_on(models: dict[str, Model], tmp_path: Path) -> None:
    pytest.importorskip("torch")
    for name, model in models.items():
        write(model, "pytorch", tmp_path / f"{name}.py")
    samples = {name: with_a_gap(model) for name, model in models.items()}
    code = (
        "import importlib, torch\nn = importlib.import_module(name).load()\n"
        "y = n.predict_proba(x).numpy()\n"
        "before = n.layer1.weight.detach().clone()\n"
        "n(torch.as_tensor(x)).square().mean().backward()\n"
        "torch.optim.SGD(n.parameters(), 0.1).step()\n"
        "assert not torch.equal(before, n.layer1.weight)"
    )
    found = answers(tmp_path, code, samples)
    for name, model in models.items():
        wanted = model.probabilities(samples[name])
        np.testing.assert_allclose(found[name], wanted, atol=1e-5, err_msg=name)


def test_every_activation_has_its_code() -> None:
    assert set(ACTIVATION_CODE) == set(ACTIVATIONS)


CSV = "Weight,colour,Fresh,kind\n" + "".join(
    f"{n % 7 + 1}.5,{('red', 'green', 'blue')[n % 3]},{('yes', 'no')[n % 2]},{'ab'[n // 3 % 2]}\n"
    for n in range(60)
)


def test_the_python_file_reads_a_table_as_predict_does(tmp_path: Path) -> None:
    data = tmp_path / "own.csv"
    data.write_text(CSV)
    session = TrainingSession(TrainingConfig(data=str(data), epochs=3))
    session.train_epoch()
    save_model(model_of(session), tmp_path / "m.npz")
    result = CliRunner().invoke(
        tui_mlp, ["export", str(tmp_path / "m.npz"), "--to", "python", "-o", str(tmp_path / "p.py")]
    )
    assert result.exit_code == 0, result.output
    new = tmp_path / "new.csv"
    new.write_text("colour,Fresh,Weight\nred,no,2.5\ngreen,yes,\nblue,No,7\nred,,1\n")
    expected = CliRunner().invoke(
        tui_mlp, ["predict", str(tmp_path / "m.npz"), "--data", str(new)]
    ).stdout  # fmt: skip
    done = subprocess.run([sys.executable, str(tmp_path / "p.py"), str(new)], capture_output=True,
                          text=True, check=True)  # fmt: skip
    ours = [line.split(",") for line in done.stdout.splitlines()]
    theirs = [line.split(",") for line in expected.splitlines()]
    assert [row[0] for row in ours] == [row[0] for row in theirs]
    numbers = [[float(cell) for cell in row[1:]] for row in ours[1:]]
    wanted = [[float(cell) for cell in row[1:]] for row in theirs[1:]]
    np.testing.assert_allclose(numbers, wanted, atol=2e-6)
    new.write_text("colour,Fresh,Weight\npurple,no,2.5\n")
    done = subprocess.run([sys.executable, str(tmp_path / "p.py"), str(new)], capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "line 2: 'purple'" in done.stderr


def test_a_saved_export_is_the_model_file(tmp_path: Path) -> None:
    model = trained(**CONFIGS["softmax"])
    write(model, "npz", tmp_path / "m.npz")
    again = load_model(tmp_path / "m.npz")
    assert again.metadata == model.metadata
    assert json.dumps(again.metadata.class_names) == json.dumps(model.metadata.class_names)


def test_a_network_that_is_there_to_fail_is_no_export(tmp_path: Path) -> None:
    model = trained(dataset="iris", hidden=(4,), teaching="squared_error")
    for form in ("python", "onnx", "sklearn", "safetensors"):
        with pytest.raises(ValueError, match="there to fail"):
            write(model, form, tmp_path / "model")
    write(model, "npz", tmp_path / "m.npz")
    assert load_model(tmp_path / "m.npz").metadata.teaching == "squared_error"
