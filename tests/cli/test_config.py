"""The user's own defaults: what comes first, what is refused, and how it is printed and edited."""

import os
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp
from tui_mlp.cli.config.config_text import config_text
from tui_mlp.cli.config.remembered_theme import remember_theme, remembered_theme
from tui_mlp.cli.config.user_config import WIDTHS, UserConfig, preferences_of, user_config
from tui_mlp.cli.live import _put_on
from tui_mlp.cli.options import InputError
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.job import Job


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "config.toml"
    path.parent.mkdir()
    monkeypatch.setenv("TUI_MLP_CONFIG", str(path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return path


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)))


def printed(*arguments: str | Path) -> dict[str, object]:
    return tomllib.loads(call("train", *arguments, "--print-config").output)


def test_the_command_line_comes_before_its_file_and_that_before_the_users(
    own: Path, tmp_path: Path
) -> None:
    own.write_text('[run]\noptimizer = "adam"\nhidden = 7\nepochs = 5\nactivation = "relu"\n')
    given = tmp_path / "given.toml"
    given.write_text("epochs = 6\nhidden = [8]\n")
    found = printed("--config", given, "--hidden", "9")
    assert (found["optimizer"], found["epochs"], found["hidden"]) == ("adam", 6, [9])
    assert found["activation"] == ["relu"]
    assert printed()["hidden"] == [7]


def test_without_a_file_everything_is_as_declared(own: Path) -> None:
    assert not own.exists()
    assert printed()["optimizer"] == TrainingConfig().optimizer
    assert user_config() == user_config({"TUI_MLP_CONFIG": ""})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('theem = "nord"', ", line 1: key: there is no 'theem'; choose from "),
        (
            "\n[run]\nlearning_rat = 1",
            ", line 3: setting: there is no 'learning_rat'; did you mean",
        ),
        ("[run]\nepochs = 0", ", line 2: epochs: "),
        ("speed = 7", ", line 1: speed: there is no '7'; choose from 1, 10, 100, 1000, full"),
        ("refresh = 99", ", line 1: refresh: takes a number from 0.2 to 30"),
        ("run = 3", ", line 1: run: takes a table"),
        ("keys = 3", ", line 1: keys: takes a table"),
        ("refresh = true", ", line 1: refresh: takes a number"),
        ("[widths]\nleft = 7", ", line 2: left: takes a whole number of cells from 20 to 100"),
        (
            "[widths]\nmiddle = 70",
            ", line 2: widths: there is no 'middle'; choose from left, right",
        ),
        ("[keys]\nundo = 7", ', line 2: undo: takes a key, such as "f5", or a list of them'),
        ("[keys]\nundo = []", ", line 2: undo: takes a key"),
        ("theme = ", ": "),
    ],
)
def test_what_cannot_be_used_is_one_line_with_file_and_line(
    own: Path, text: str, words: str
) -> None:
    own.write_text(text)
    with pytest.raises(InputError) as error:
        user_config()
    assert error.value.message.startswith(f"{own}{words}")
    assert error.value.message.endswith("`tui-mlp config --edit` opens it")
    assert call("train", "--print-config").exit_code == 2


def test_the_printed_file_has_every_key_and_reads_back_equal(own: Path) -> None:
    own.write_text(
        'theme = "nord"\nspeed = 1000\nrefresh = 2\n[widths]\nright = 50\n[keys]\nundo = "z"\n'
        'step = ["f6", "."]\nnext_sample = "s"\n[run]\nhidden = [3, 4]\nl2 = 0.01\n'
    )
    text = call("config", "--print").output
    for name, setting in SETTINGS.items():
        assert f"{name} = " in text or setting.default is None
    before = user_config()
    assert before == UserConfig(
        theme="nord",
        speed="1000",
        refresh=2.0,
        widths={"right": 50},
        keys={"step": ("f6", "."), "undo": ("z",), "next_sample": ("s",)},
        run={"hidden": [3, 4], "l2": 0.01},
    )
    own.write_text(text)
    assert user_config() == before
    whole = config_text(user_config({"TUI_MLP_CONFIG": ""})).splitlines()
    own.write_text("\n".join(each.removeprefix("# ") if " = " in each else each for each in whole))
    assert printed() == printed("--seed", "0")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[keys]\nundu = 'z'", ", line 2: undu: there is no 'undu'; did you mean 'undo'?"),
        ("[keys]\nundo = 's'", ", line 2: undo: in the view 'main' the key 's' would be both"),
    ],
)
def test_a_key_that_is_no_use_is_refused_before_the_trainer_opens(
    own: Path, text: str, words: str
) -> None:
    own.write_text(text)
    with pytest.raises(InputError) as error:
        preferences_of(user_config())
    assert error.value.message.startswith(f"{own}{words}")
    assert call("config", "--print").exit_code == 2
    assert call("train", "--print-config").exit_code == 0


async def test_the_widths_it_names_are_those_that_the_main_screen_has() -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="xor", hidden=(2,))))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        columns = [app.trainer.query_one(name).outer_size.width for name in ("#edit", "#answers")]
    assert columns == [width for width, _ in WIDTHS.values()]


def test_the_path_is_printed_and_the_editor_gets_a_whole_file(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("config", "--path").output == f"{own}\n"
    assert "is not there yet" in call("config").output
    editor = own.with_name("editor.py")
    editor.write_text("import sys; open(sys.argv[1], 'a').write('epochs = 3\\n')")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    assert call("config", "--edit").exit_code == 0
    assert user_config().run == {"epochs": 3}
    editor.write_text("import sys; open(sys.argv[1], 'w').write('nonsense')")
    done = call("config", "--edit")
    assert done.exit_code == 2


def test_the_theme_named_comes_before_the_files_and_that_before_the_last(own: Path) -> None:
    def theme(named: str | None = None) -> str:
        app = TrainerApp(InlineWorker(TrainingConfig(dataset="xor", hidden=(2,))))
        _put_on(app, named)
        return app.theme

    assert remembered_theme() is None
    assert theme() == "textual-dark"
    remember_theme("dracula")
    assert theme() == "dracula"
    own.write_text('theme = "nord"\n')
    assert theme() == "nord"
    assert theme("gruvbox") == "gruvbox"
    with pytest.raises(InputError, match="theme: there is no 'grubox'; did you mean 'gruvbox'"):
        theme("grubox")


def test_a_theme_that_is_no_more_there_is_passed_over(own: Path) -> None:
    remember_theme("gone")
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="xor", hidden=(2,))))
    _put_on(app, None)
    assert app.theme == "textual-dark"
    assert os.environ["TUI_MLP_CONFIG"] == str(own)


def test_the_trainer_begins_with_them(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[Job] = []
    monkeypatch.setattr("tui_mlp.cli.live.open_trainer", lambda job, *_: jobs.append(job) or 0)
    own.write_text("speed = 1000\nrefresh = 2\n[run]\nseed = 7\n")
    assert call().exit_code == 0
    assert call("--speed", "full", "--refresh", "3", "--seed", "8").exit_code == 0
    found = [(job.speed, job.refresh, job.run.seed) for job in jobs]
    assert found == [(1000.0, 2.0, 7), (None, 3.0, 8)]


def test_a_theme_of_the_file_is_refused_with_its_line_and_doctor_tells(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.write_text('speed = 10\ntheme = "nrod"\n')
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="xor", hidden=(2,))))
    with pytest.raises(InputError, match=r"config\.toml, line 2: theme: there is no 'nrod'"):
        _put_on(app, None)
    own.write_text("theme = ")
    done = call("doctor")
    assert done.exit_code == 1
    assert "`tui-mlp config --edit` opens it" in done.output
    monkeypatch.setenv("VISUAL", "'unbalanced")
    assert "$VISUAL or $EDITOR: No closing quotation" in str(
        CliRunner().invoke(tui_mlp, ["config", "--edit"], standalone_mode=False).exception.message  # type: ignore[union-attr]
    )


def test_a_file_of_a_windows_editor_is_read(own: Path) -> None:
    own.write_bytes("theme = 'nord'\r\n".encode("utf-8-sig"))
    assert user_config().theme == "nord"
    own.write_bytes("theme = 'nörd'".encode("latin-1"))
    with pytest.raises(InputError, match="not a UTF-8 text"):
        user_config()
