"""The settings by themselves: what each takes, how it is read, written and stepped through."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from tui_mlp.cli.commands.runs.train import train
from tui_mlp.cli.open_session import open_session
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.nn.schedules import SCHEDULES
from tui_mlp.settings import choices
from tui_mlp.settings.choice_kinds import Choice, Switch
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.facts import Facts
from tui_mlp.settings.number_kinds import Number
from tui_mlp.settings.setting import Group, Setting
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig

CONFIG = TrainingConfig()
FACTS = Facts(
    dataset="spirals3", train_count=630, sample_count=900, class_count=3, multilabel=False
)


def stepped(name: str, start: object, step: int) -> object:
    """A setting's value a step further or back."""
    changes = SETTINGS[name].stepped(replace(CONFIG, **{name: start}), FACTS, step)
    return None if changes is None else changes[name]


def accepted(name: str, text: str) -> object:
    """The value that a text gives a setting, if it is one that can be used."""
    value = SETTINGS[name].parsed(text)
    SETTINGS[name].check(value)
    SETTINGS[name].check_for(value, FACTS)
    return value


def test_settings_stand_in_the_order_of_their_groups() -> None:
    order = [list(Group).index(setting.group) for setting in SETTINGS.values()]
    assert order == sorted(order)


@pytest.mark.parametrize("each", SETTINGS.values(), ids=SETTINGS.keys())
def test_a_setting_says_what_it_means_and_takes_its_own_default(each: Setting) -> None:
    assert each.sentence.endswith(".")
    assert each.description.isascii(), "--help must be readable in any locale"
    assert len(each.label) <= 10
    assert bool(each.label) == each.editable
    if each.default is not None and not isinstance(each, Switch):
        each.check(each.default)
        assert each.parsed(each.written(each.default)) == each.default
    if isinstance(each, Number):
        assert list(each.steps) == sorted(set(each.steps))
        for value in each.steps:
            each.check(value)


def test_help_tells_every_setting_with_its_default_and_limits() -> None:
    text = " ".join(CliRunner().invoke(train, ["--help"]).stdout.split())
    for name, each in SETTINGS.items():
        assert name in (each.name, each.option)
        assert f"--{each.option_name} " in text
        assert each.description in text
    assert "[16,16; at most 32 layers of at most 4096 units]" in text
    assert "[0.2; 0 to 0.9]" in text
    assert "[1e-8; 1e-12 to 1]" in text


def test_a_value_that_is_refused_names_the_range() -> None:
    for name, setting in SETTINGS.items():
        if isinstance(setting, Number):
            for value in (setting.least - 1, setting.most * 2, float("nan"), float("inf")):
                with pytest.raises(ConfigError, match=rf"^{name}: .*(outside|finite)"):
                    replace(CONFIG, **{name: value})
        elif isinstance(setting, Choice) and not isinstance(setting, Switch) and name != "dataset":
            value = ("nonesuch",) if name == "activation" else "nonesuch"
            with pytest.raises(ConfigError, match=f"^{name}: there is no 'nonesuch'"):
                replace(CONFIG, **{name: value})


def test_the_names_are_those_of_the_tables() -> None:
    assert set(choices.activations()) == set(ACTIVATIONS)
    assert set(choices.optimizers()) == set(OPTIMIZERS)
    assert set(choices.initializers()) == set(INITIALIZERS)
    assert set(choices.schedules()) == set(SCHEDULES)


def test_every_hyper_parameter_of_an_optimizer_is_a_setting_that_it_shows() -> None:
    for optimizer in OPTIMIZERS:
        config = replace(CONFIG, optimizer=optimizer)
        shown = {n for n, each in SETTINGS.items() if each.applies(config, FACTS)}
        names = choices.hyper_parameters(optimizer)
        assert names == shown & {"momentum", "rho", "beta1", "beta2", "eps"}


def test_a_schedule_shows_what_it_depends_on() -> None:
    for schedule in SCHEDULES:
        config = replace(CONFIG, schedule=schedule)
        shown = {n for n, each in SETTINGS.items() if each.applies(config, FACTS)}
        assert choices.schedule_uses(schedule) == shown & {"schedule_factor", "schedule_epochs"}


@pytest.mark.parametrize(
    ("name", "start", "step", "value"),
    [
        ("learning_rate", 0.05, 1, 0.1),
        ("learning_rate", 0.07, -1, 0.05),
        ("learning_rate", 0.07, 1, 0.1),
        ("learning_rate", 1e6, 1, None),
        ("batch_size", 32, 1, 64),
        ("batch_size", 32, -1, 16),
        ("batch_size", 512, 1, "full"),
        ("batch_size", "full", 1, None),
        ("batch_size", "full", -1, 512),
        ("batch_size", 99_999, -1, 512),
        ("l1", 0.0, 1, 1e-5),
        ("l2", 1e-5, -1, 0.0),
        ("dropout", 0.2, 1, 0.3),
        ("clip", 0.0, 1, 0.1),
        ("epochs", 200, 1, 500),
        ("seed", 7, 1, 8),
        ("eps", 1e-8, 1, 1e-7),
        ("beta2", 0.999, 1, 0.9999),
        ("schedule", "constant", 1, "inverse"),
        ("schedule", "constant", -1, "warmup"),
        ("sampling", "shuffle", 1, "replacement"),
        ("sampling", "replacement", 1, "balanced"),
        ("subset", 50, 1, 100),
        ("standardize", True, 1, False),
        ("init", "zeros", 1, "uniform"),
        ("biases", True, 1, False),
        ("output", "sigmoid", 1, "auto"),
    ],
)
def test_a_step_takes_the_next_value(name: str, start: object, step: int, value: object) -> None:
    assert stepped(name, start, step) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("learning_rate", "1e-3", 0.001),
        ("learning_rate", "0,3", 0.3),
        ("batch_size", "full", "full"),
        ("batch_size", "100", 100),
        ("batch_size", "630", 630),
        ("clip", "off", 0.0),
        ("seed", "123", 123),
        ("noise", "", None),
        ("hidden", "16,8", (16, 8)),
        ("hidden", "none", ()),
        ("activation", "relu, tanh", ("relu", "tanh")),
    ],
)
def test_a_text_becomes_a_value(name: str, text: str, value: object) -> None:
    if text:
        assert accepted(name, text) == value
    else:
        assert SETTINGS[name].parsed(text) == value


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("dropout", "2", "2 is outside 0 to 0.95"),
        ("learning_rate", "1e", "a number is needed"),
        ("learning_rate", "1e999", "not a finite number"),
        ("batch_size", "0", "0 is outside 1 to 1000000"),
        ("batch_size", "fu", "a whole number is needed, or full"),
        ("batch_size", "99999", "630 samples to train on: full is all"),
        ("seed", "", "a whole number is needed"),
        ("momentum", "1", "1 is outside 0 to 0.9999"),
        ("hidden", "16,x", "widths such as 16,16 are needed, or none"),
        ("hidden", ",".join("4" * 33), "at most 32 layers"),
        ("hidden", "16,4097", "4097 is outside 1 to 4096"),
    ],
)
def test_a_text_that_is_no_value_is_refused(name: str, text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        accepted(name, text)
    assert caught.value.setting == name
    assert reason in caught.value.problem


def test_a_batch_size_beyond_the_samples_is_said_and_is_all_of_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    session = open_session(TrainingConfig(dataset="iris", hidden=(3,), batch_size=99_999))
    assert session.steps_per_epoch == 1
    line = capsys.readouterr().err
    assert "--batch-size 99999: there are 105 samples to train on" in line
    assert line.count("\n") == 1
    open_session(TrainingConfig(dataset="iris", hidden=(3,), batch_size=105))
    assert capsys.readouterr().err == ""
    text = SETTINGS["batch_size"].text(replace(CONFIG, batch_size=99_999), FACTS)
    assert text == "630 of 630"
