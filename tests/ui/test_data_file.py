"""A file of one's own in the program: its path, what was understood, decisions, and the run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tui_mlp.data.any_file import read_file
from tui_mlp.files.errors import DataError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_toml, config_to_toml
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.data_file.columns_panel import ColumnsPanel
from tui_mlp.ui.data_file.data_screen import DataScreen
from tui_mlp.ui.data_file.decisions import Decisions, by_keys
from tui_mlp.ui.data_file.file_panel import FilePanel
from tui_mlp.ui.data_file.open_file_dialog import OpenFileDialog
from tui_mlp.ui.data_file.path_completion import common_beginning, completions, full_path
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.palette.palette_search import EverythingProvider
from tui_mlp.worker.commands import Change
from tui_mlp.worker.inline import InlineWorker

CASES = Path(__file__).parents[1] / "data" / "cases"
TABLE = "id;size;price;colour;day;kind\n" + "".join(
    f"{7 * n};{n % 5},5;{n % 7 + 1}.{n % 10}50;{('red', 'blue')[n % 2]};2026-03-{n % 28 + 1:02};"
    f"{('ox', 'cow', 'cow')[n % 3]}\n"
    for n in range(60)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program is started, and the user's home."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "herd.csv").write_text(TABLE)
    (tmp_path / "tables" / "herd_old.csv").write_text("a,b\n1\n")
    (tmp_path / "tables" / "notes.pdf").write_bytes(b"%PDF-")
    (tmp_path / "tables" / ".hidden.csv").write_text(TABLE)
    (tmp_path / "tables" / "real.csv").write_text(
        "u,v,y\n" + "".join(f"{n},{n % 3},{n * 1.37:.3f}\n" for n in range(40))
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


class User:
    """Someone at the keyboard."""

    def __init__(self, app: TrainerApp, worker: InlineWorker, pilot: Pilot[None]) -> None:
        self.app, self.worker, self.pilot = app, worker, pilot

    @property
    def shown(self) -> Snapshot:
        assert self.app.trainer.snapshot is not None
        return self.app.trainer.snapshot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        names = {"/": "slash", "~": "tilde", ".": "full_stop", "_": "underscore", "-": "minus"}
        await self.press(*(names.get(character, character) for character in text))

    @property
    def field(self) -> str:
        return self.app.screen.query_one(Input).value

    @property
    def problem(self) -> str:
        return str(self.app.screen.query_one("#problem", Static).content)

    @property
    def title(self) -> str:
        return str(self.app.screen.query_one("#title", Static).content)

    def lines(self) -> dict[str, str]:
        """The lines of the columns, by the columns' names."""
        panel = self.app.screen.query_one(ColumnsPanel)
        texts = [panel.render_line(y).text[1:].rstrip() for y in range(panel.size.height)]
        return {text.split()[0]: text for text in texts if text.strip()}

    @property
    def file(self) -> str:
        return self.app.screen.query_one(FilePanel).table()


@asynccontextmanager
async def program(
    size: tuple[int, int] = (120, 40), *, data: str | None = None
) -> AsyncIterator[User]:
    worker = InlineWorker(TrainingConfig(data=data, hidden=(4,)))
    app = TrainerApp(worker, data_first=data is not None)
    async with app.run_test(size=size, notifications=True) as pilot:
        for _ in range(3):
            await pilot.pause()
        yield User(app, worker, pilot)


async def test_from_a_path_to_a_trained_run_and_back_by_undo(folder: Path) -> None:
    async with program() as user:
        before = user.shown.run.number
        await user.press("O")
        assert isinstance(user.app.screen, OpenFileDialog)
        await user.type("tab")
        await user.press("tab")
        assert user.field == "tables/"
        await user.type("h")
        await user.press("tab")
        assert user.field == "tables/herd"
        await user.type(".")
        await user.press("tab", "enter")
        assert isinstance(user.app.screen, DataScreen)
        lines = user.lines()
        assert "left out" in lines["id"]
        assert "1 feature" in lines["price"]
        assert "2 features" in lines["colour"]
        assert "target" in lines["kind"]
        assert "60 rows · 3 of 6 columns used" in user.file
        assert "the largest class alone: 66.7% right" in user.file
        assert user.shown.run.number == before, "nothing is trained on before it is shown"
        await user.press("enter")
        assert user.app.screen is user.app.trainer
        assert user.shown.run.dataset == "herd.csv"
        assert user.shown.config.data == str(folder / "tables" / "herd.csv")
        assert user.shown.undo[0].startswith("data – → herd.csv")
        await user.press("u")
        assert user.shown.run.dataset == "spirals3"
        await user.press("U", "e")
        user.worker.train_steps(1000)
        await user.pilot.pause()
        assert user.shown.epoch == 1


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("tables/herd_old.csv", "row 2: 1 cell, but the first row has 2"),
        ("tables/notes.pdf", "this is a PDF file"),
        ("nothing.csv", "no such file"),
        ("~nobody/x.csv", "no such file"),
    ],
)
@pytest.mark.usefixtures("folder")
async def test_what_cannot_be_read_is_said_in_the_dialog_and_nothing_is_lost(
    typed: str, problem: str
) -> None:
    async with program((80, 24)) as user:
        await user.press("e")
        user.worker.train_steps(1000)
        await user.pilot.pause()
        before = (user.shown.run.number, user.shown.step)
        await user.press("O")
        await user.type(typed)
        await user.press("enter")
        assert isinstance(user.app.screen, OpenFileDialog)
        assert problem in user.problem
        await user.press("backspace")
        assert user.problem == ""
        await user.press("escape")
        assert (user.shown.run.number, user.shown.step) == before


@pytest.mark.usefixtures("folder")
async def test_a_path_typed_into_the_palette_is_shown_first() -> None:
    async with program() as user:
        provider = EverythingProvider(user.app.screen)
        entry, _ = provider.found("open tables/herd.csv")[0]
        entry.run()
        for _ in range(3):
            await user.pilot.pause()
        assert isinstance(user.app.screen, DataScreen)
        await user.press("escape")
        entry, _ = provider.found("open tables/nothing.csv")[0]
        entry.run()
        await user.pilot.pause()
        assert "no such file" in user.problem


@pytest.mark.usefixtures("folder")
async def test_the_list_of_data_sets_offers_a_file() -> None:
    async with program() as user:
        user.app.trainer.query_one(SettingsPanel).focus()
        await user.press("home", "enter", "end", "enter")
        assert isinstance(user.app.screen, OpenFileDialog)
        await user.press("escape", "left")
        assert user.shown.config.data is None
        assert user.shown.run.dataset != "spirals3"


@pytest.mark.usefixtures("folder")
async def test_the_view_comes_first_with_a_file_on_the_command_line() -> None:
    async with program((80, 24), data="tables/herd.csv") as user:
        assert isinstance(user.app.screen, DataScreen)
        assert not user.app._notifications, "the view itself says what there is to know"
        assert "⏎ trains on it" in user.title
        await user.press("enter")
        assert user.app.screen is user.app.trainer
        assert user.shown.run.columns_used == (3, 6)
        await user.press("1")
        panel = user.app.trainer.query_one(SettingsPanel)
        texts = [panel.rows.render_line(y).text for y in range(panel.rows.size.height)]
        assert any("columns" in text and "3 of 6" in text for text in texts)


@pytest.mark.usefixtures("folder")
async def test_each_decision_is_a_key_and_goes_into_the_run() -> None:
    async with program(data="tables/herd.csv") as user:
        await user.press("down", "down", "right", "right")  # price: a category
        assert "→ category" in user.lines()["price"]
        await user.press("down", "t")  # colour is the target
        assert "→ target" in user.lines()["colour"]
        assert "→ as read" in user.lines()["kind"]
        await user.press("end", "left")  # kind: left out
        assert "→ left out" in user.lines()["kind"]
        await user.press("m", "0", "comma", "5", "enter")
        assert "missing → 0, 5" in user.title
        await user.press("m", "backspace", "backspace", "backspace", "backspace", "2", "enter")
        await user.press("d", "d")
        assert "decimal → ," in user.title
        assert "⏎ reads it again" in user.title
        before = user.shown.run.number
        await user.press("enter")
        assert user.shown.run.number == before
        lines = user.lines()
        assert "→" not in "".join(lines.values())
        assert "target colour · 2 classes" in user.file
        assert "left out" in lines["kind"]
        assert "category" in lines["price"]
        await user.press("enter")
        config = user.shown.config
        assert config.target == "colour"
        assert config.ignore == ("kind",)
        assert config.read_as == ("price=category",)
        assert (config.missing, config.decimal) == (("2",), ",")
        assert user.shown.run.class_names == ("blue", "red")
        assert config_from_toml(config_to_toml(config)) == config
        await user.press("s", "D")
        user.worker.train_steps(1)
        await user.press("escape", "D")
        assert not any("→" in line for name, line in user.lines().items() if ":" not in name)
        assert "⏎ back to its run" in user.title


@pytest.mark.usefixtures("folder")
async def test_a_decision_that_makes_no_sense_is_said_and_can_be_taken_back() -> None:
    async with program(data="tables/herd.csv") as user:
        await user.press("down", "down", "down", "right", "enter")  # colour: a number
        assert "column 'colour': 'red' is not a number" in user.file
        assert "it cannot be trained on so" in user.title
        before = user.shown.run.number
        await user.press("enter")
        assert isinstance(user.app.screen, DataScreen)
        await user.press("left", "enter")
        assert "✗" not in user.file
        assert "⏎ trains on it" in user.title
        assert user.shown.run.number == before
        await user.press("right", "s", "r")
        assert "→" not in user.title + "".join(user.lines().values())


@pytest.mark.usefixtures("folder")
async def test_a_file_without_classes_still_shows_its_columns() -> None:
    async with program() as user:
        await user.press("O")
        await user.type("tables/real.csv")
        await user.press("enter")
        assert isinstance(user.app.screen, DataScreen)
        assert "this looks like a number to predict (regression)" in user.file
        await user.press("down", "t", "enter")
        assert "target v · 3 classes" in user.file
        await user.press("enter")
        assert user.shown.run.class_names == ("0", "1", "2")


@pytest.mark.usefixtures("folder")
async def test_generated_data_have_no_file() -> None:
    async with program() as user:
        user.worker.send(Change({"dataset": "xor"}))
        await user.press("D")
        assert "no file was read" in user.file
        await user.press("d", "t", "right", "m", "escape")
        assert user.app.screen is user.app.trainer


def test_paths_complete_relative_and_from_home(folder: Path) -> None:
    def shown(typed: str) -> list[str]:
        return [each.typed for each in completions(typed)]

    files = ["herd.csv", "herd_old.csv", "real.csv"]
    assert shown("") == ["tables/"]
    assert shown("tables/") == [f"tables/{name}" for name in files]
    assert shown("~/tables/h") == ["~/tables/herd.csv", "~/tables/herd_old.csv"]
    assert shown(f"{folder}/TAB") == [f"{folder}/tables/"]
    assert shown("tables/.h") == ["tables/.hidden.csv"]
    assert shown("~") == ["~/"]
    assert shown("~nobody/") == shown("nothing/x") == shown("tables/\0") == []
    assert common_beginning(completions("tables/h")) == "tables/herd"
    assert full_path("~/tables") == folder / "tables"
    assert full_path("tables/../x") == folder / "tables/../x"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.csv")), ids=lambda path: path.stem)
def test_the_view_names_its_keys_where_the_command_names_options(path: Path) -> None:
    try:
        report, problem = read_file(path).report, ""
    except DataError as error:
        report, problem = getattr(error, "report", None), str(error)
    said = [problem]
    if report is not None:
        said += [*report.notes, *report.warnings, *(each.note for each in report.columns)]
    assert [text for text in map(by_keys, said) if "--" in text] == []


def test_a_remedy_is_the_key_that_does_it() -> None:
    said = "'NA' is taken for a class, of 3 rows; --missing 'NA' leaves them out."
    assert by_keys(said) == "'NA' is taken for a class, of 3 rows; m and 'NA' leave them out."
    said = "it names the rows; --as 'a=b=number' uses it"
    assert by_keys(said) == "it names the rows; → uses it as a number"


def test_decisions_are_found_in_settings_by_any_name_of_a_column() -> None:
    settings = {
        "data": "x.csv", "target": "3", "ignore": ("SIZE",), "read_as": ("2=category", "k=number"),
        "missing": ("-999",), "decimal": ",", "separator": "\t", "header": "no",
    }  # fmt: skip
    decided = Decisions.of(settings, ("size", "a=b", "kind", "K"))
    assert decided.target == "kind"
    assert dict(decided.uses) == {"size": "left out", "a=b": "category", "K": "number"}
    assert decided.separator == "tab"
    again = Decisions.of(decided.settings, ("size", "a=b", "kind", "K"))
    assert again == decided
    uses = [None]
    for _ in range(5):
        decided = decided.with_next_use("kind", 1)
        uses.append(decided.use_of("kind"))
    assert uses == [None, "number", "category", "truth value", "left out", None]
    assert decided.target is None, "a column that is left out is no target"
    signs = []
    for _ in range(7):
        decided = decided.with_next("separator")
        signs.append(decided.separator)
    assert signs == [";", "|", ",", "space", None, "tab", ";"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
def test_a_picture_of_what_was_understood(snap_compare, size: tuple[int, int]) -> None:
    worker = InlineWorker(TrainingConfig(data="tables/herd.csv", hidden=(4,)))
    app = TrainerApp(worker, data_first=True)
    assert snap_compare(app, press=["down", "down", "right", "d"], terminal_size=size)
