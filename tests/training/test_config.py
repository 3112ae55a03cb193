import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_toml, config_to_toml

names = st.sampled_from(sorted(ACTIVATIONS))


@st.composite
def configs(draw: st.DrawFn) -> TrainingConfig:
    hidden = tuple(draw(st.lists(st.integers(1, 64), max_size=5)))
    size = len(hidden)
    activation = draw(st.lists(names, min_size=size, max_size=size)) or ["tanh"]
    return TrainingConfig(
        hidden=hidden,
        activation=tuple(activation),
        learning_rate=draw(st.floats(0, 1e6)),
        batch_size=draw(st.integers(1, 1000) | st.just("full")),
        noise=draw(st.none() | st.floats(0, 1)),
        data=draw(st.none() | st.text(min_size=1)),
        seed=draw(st.integers(0, 2**63 - 1)),
    )


@given(configs())
def test_a_config_survives_the_way_through_toml(config: TrainingConfig) -> None:
    assert config_from_toml(config_to_toml(config)) == config


def test_settings_that_a_text_does_not_name_keep_their_defaults() -> None:
    config = config_from_toml('optimizer = "adam"\nhidden = 8\nactivation = "relu"')
    assert config == TrainingConfig(optimizer="adam", hidden=(8,), activation=("relu",))


@pytest.mark.parametrize(
    ("text", "setting", "words"),
    [
        ("learning_rate = -1", "learning_rate", "outside 0"),
        ("learning_rate = inf", "learning_rate", "not a finite number"),
        ("learning_rate = nan", "learning_rate", "not a finite number"),
        ('learning_rate = "fast"', "learning_rate", "takes a number, not 'fast'"),
        ("hidden = [0]", "hidden", "outside 1 to 4096"),
        ("hidden = [16, 1.5]", "hidden", "takes whole numbers, not [16, 1.5]"),
        ('activation = ["tanh", "swoosh"]', "activation", "there is no 'swoosh'"),
        ('hidden = [4, 4, 4]\nactivation = ["tanh", "relu"]', "activation", "2 names for 3 layers"),
        ('optimizer = "adam2"', "optimizer", "adamw"),
        ("batch_size = 0", "batch_size", "outside 1"),
        ('batch_size = "half"', "batch_size", "full"),
        ("validation = 0.9\ntest = 0.2", "test", "too little to train on"),
        ("seed = -1", "seed", "outside 0"),
        ("epochs = true", "epochs", "takes a whole number, not True"),
        ("learningrate = 1", "setting", "there is no 'learningrate'"),
        ("this is no toml", "config", "not a TOML text"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_takes(text: str, setting: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config_from_toml(text)
    assert caught.value.setting == setting
    assert words in caught.value.problem


def test_one_activation_serves_all_hidden_layers() -> None:
    assert TrainingConfig(hidden=(4, 5, 6), activation=("relu",)).activations == ("relu",) * 3
    assert TrainingConfig(hidden=(), activation=("relu",)).activations == ()


def test_differences_names_the_settings_that_differ() -> None:
    config = TrainingConfig()
    assert config.differences(config) == frozenset()
    assert config.differences(TrainingConfig(seed=3, l2=0.1)) == {"seed", "l2"}
