"""`scenario check` and docs/scenarios.md: the format is described whole, and held by a test."""

import re
import typing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli.commands.lecture.scenario import scenario
from tui_mlp.scenario.figures import MEASURES
from tui_mlp.scenario.front_matter import (
    AnswerTable,
    ClaimTable,
    FrontMatter,
    StepTable,
    VariantTable,
)
from tui_mlp.scenario.quantities import QUANTITIES
from tui_mlp.scenario.values import Rule

DOCS = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")


def example() -> str:
    return re.search(r"```\n(\+\+\+.*?)```", DOCS, re.DOTALL)[1]


def check(*arguments: str) -> Result:
    return CliRunner().invoke(scenario, ["check", *map(str, arguments)])


def test_the_documented_example_can_be_used_and_its_claim_holds(tmp_path: Path) -> None:
    path = tmp_path / "wide.md"
    path.write_text(example(), encoding="utf-8")
    done = check(path, "--run", "--seeds", "2")
    assert done.exit_code == 0, done.output
    for words in (
        "wide: A wider layer on iris",
        "run: eight units · iris · 20 epochs",
        "answer: one unit, if it is the lowest",
        "claim: eight units",
        "seed 1: eight units",
    ):
        assert words in done.output
    assert done.output.count("the claim holds") == 2


def test_a_claim_that_does_not_hold_is_told(tmp_path: Path) -> None:
    path = tmp_path / "wide.md"
    path.write_text(example().replace('answer = "eight units"', 'answer = "one unit"'))
    done = check(path, "--run")
    assert done.exit_code == 1
    assert "'one unit' was claimed, 'eight units' came" in done.output
    assert check(path).exit_code == 0


def documented_step() -> str:
    block = re.search(r"((?:^    .*\n)+)", DOCS[DOCS.index("### `[[steps]]`") :], re.MULTILINE)[1]
    return "\n".join(line[4:] for line in block.splitlines())


def test_the_documented_step_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "wide.md"
    path.write_text(example().replace("[answer]", f"{documented_step()}\n[answer]"), "utf-8")
    done = check(path)
    assert done.exit_code == 0, done.output
    assert "step 1: by hand, ŷ₂: 0.665241 within 1% (yhat)" in done.output
    path.write_text(path.read_text("utf-8").replace('"yhat"', '"answer"'), "utf-8")
    assert "steps[1].quantity: is one of exponentials" in check(path).output


def test_the_order_of_options_is_said() -> None:
    done = check("xor")
    limits = re.findall(r"answer: .*, if it is (.*)", done.output)
    assert limits[0].startswith("below ")
    assert limits[-1].endswith(" or more")


def test_every_file_with_a_mistake_is_named_with_the_nearest_name(tmp_path: Path) -> None:
    measure, title = tmp_path / "measure.md", tmp_path / "title.md"
    measure.write_text(example().replace('"train_loss"', '"loss"'))
    title.write_text(example().replace("title =", "name ="))
    good = tmp_path / "good.md"
    good.write_text(example())
    done = check(measure, good, title)
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code == 2
    assert "good: A wider layer" in done.output
    text = " ".join(done.output.split())
    meant = re.search(r"answer.measure: there is no 'loss'; did you mean '(\w+)'\?", text)
    assert meant
    assert meant[1] in MEASURES
    assert "title.md" in done.output


def named(table: type[msgspec.Struct]) -> set[str]:
    return set(typing.get_type_hints(table))


@pytest.mark.parametrize(
    "words",
    [
        named(FrontMatter) - {"answer", "claim", "settings", "variants", "steps"},
        named(StepTable) | {need for each in QUANTITIES.values() for need in each.needs},
        set(QUANTITIES),
        named(AnswerTable),
        named(ClaimTable) | named(VariantTable),
        set(MEASURES),
        {str(rule) for rule in Rule},
    ],
    ids=["front", "steps", "quantities", "answer", "claim", "measures", "rules"],
)
def test_the_documents_name_everything(words: set[str]) -> None:
    tables = {word for row in re.findall(r"^\|.*\|$", DOCS, re.MULTILINE) for word in
              re.findall(r"`\[*\"?(\w+)\"?\]*`", row)}  # fmt: skip
    assert words <= tables


def test_the_documents_say_which_measures_have_layers() -> None:
    starred = set(re.findall(r"`(\w+)` \*", DOCS))
    assert starred == {name for name, measure in MEASURES.items() if measure.by_layer}
    listed = CliRunner().invoke(scenario, ["measures"]).output
    assert all(re.search(rf"^{name} ", listed, re.MULTILINE) for name in MEASURES)
