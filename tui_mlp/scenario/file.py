"""The text files of scenarios: front matter in TOML, then two parts of Markdown.

    +++
    title = "XOR without a hidden layer"
    subject = "what a single layer can separate"
    look = "the decision boundary: it is a straight line"
    question = "Which part of the samples gets the right class?"
    options = ["about half", "nearly all"]

    [settings]
    dataset = "xor"
    hidden = []
    epochs = 30

    [answer]
    measure = "train_score"
    rule = "bins"
    thresholds = [0.9]
    +++
    What the learner reads before the question.
    +++
    What the learner reads when the outcome is known.

`options` is a list of texts, or "layers", or "variants". `[settings]` are those of a
`TrainingConfig`, but for the seed. Each `[[variants]]` has a `name`, and `settings` that differ.
`seeds`, at most 128, is how many networks each run trains; what is measured is their mean.
`[answer]` has a `measure`, a `rule` (above, below, bins, lowest, highest, apart), its `threshold`
or `thresholds`, and where needed `variant`, `ratio` (two variants), `layer` (a number or "last"),
`tie`, `level`, `also`: see `Judgement` and `Claim` in `tui_mlp.scenario.values`, and
`MEASURES` in `figures`. Each `[[steps]]` has a `text`, and to have a number worked out by hand
`ask`, `quantity`, `given`, `entry`, `hint` and `tolerance`: see `HandTask`. `[claim]` has the
`answer` that the author expects and a `margin`.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from tui_mlp.files.errors import DataError
from tui_mlp.files.source import read_bytes
from tui_mlp.files.text import clean_line, clean_name, clean_text, shown_path
from tui_mlp.scenario.by_hand import steps_of
from tui_mlp.scenario.front_matter import (
    FrontMatter,
    KeyProblemError,
    front_matter,
    one_line,
)
from tui_mlp.scenario.judgement import claim_of, judgement_of, options_of
from tui_mlp.scenario.values import Scenario, ScenarioError, Subjects, Variant
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_mapping, with_lists

FENCE = "+++"
_ONLY_RUN = "the run"
_LONGEST_PROBLEM = 1000
"""With room for a list of every measure."""
_MOST_BYTES = 200_000
_MOST_EPOCHS = 100_000


@functools.cache
def shipped_scenarios() -> tuple[Scenario, ...]:
    """The scenarios that come with the program, in the order of a lecture."""
    folder = Path(str(files("tui_mlp"))) / "scenario" / "shipped"
    return tuple(read_scenario(path) for path in sorted(folder.glob("*.md")))


def find_scenario(name_or_path: str) -> Scenario:
    """The shipped scenario of this name, else the one in this file.

    Raises:
        ScenarioError: there is no such scenario, or the file cannot be used.
    """
    shipped = {scenario.name: scenario for scenario in shipped_scenarios()}
    if name_or_path in shipped:
        return shipped[name_or_path]
    if not Path(name_or_path).suffix and not Path(name_or_path).exists():
        asked = clean_name(name_or_path)
        raise ScenarioError(f"there is no scenario or file {asked!r}: choose {', '.join(shipped)}")
    return read_scenario(name_or_path)


def read_scenario(path: str | Path) -> Scenario:
    """The scenario in a file; a data file that it names is looked for beside it.

    Raises:
        ScenarioError: the file cannot be read, or not used.
    """
    if Path(path).is_dir():
        raise ScenarioError(f"{shown_path(path)}: is a directory; name the file of a scenario")
    try:
        data = read_bytes(path)
    except DataError as error:
        raise ScenarioError(str(error)) from error
    if len(data) > _MOST_BYTES:
        raise ScenarioError(f"{shown_path(path)}: is too large for a scenario")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{shown_path(path)}: is not a UTF-8 text") from error
    return parse_scenario(text, Path(path))


def parse_scenario(text: str, path: Path) -> Scenario:
    """The scenario in a file's text; the path gives its name, and stands in errors.

    Raises:
        ScenarioError: the text is none of a scenario.
    """
    try:
        return _parse(text, path)
    except KeyProblemError as error:
        raise ScenarioError(
            f"{shown_path(path)}: {clean_line(str(error), _LONGEST_PROBLEM)}"
        ) from error


def _parse(text: str, path: Path) -> Scenario:
    front_text, before, explanation = _three_parts(text)
    front = front_matter(front_text)
    variants = _variants(front, path.parent)
    judgement = judgement_of(front.answer, variants, front.seeds)
    options = options_of(front, variants, judgement)
    return Scenario(
        name=clean_name(re.sub(r"^\d+[_-]", "", path.stem)),
        title=one_line("title", front.title),
        subject=one_line("subject", front.subject),
        look=one_line("look", front.look),
        question=one_line("question", front.question),
        options=options,
        subjects=front.options if isinstance(front.options, Subjects) else None,
        variants=variants,
        judgement=judgement,
        before=before,
        explanation=explanation,
        claim=claim_of(front.claim, options),
        steps=steps_of(front.steps),
        seeds=front.seeds,
    )


def _three_parts(text: str) -> tuple[str, str, str]:
    """The front matter, and the two parts of Markdown."""
    lines = [clean_text(line) for line in text.expandtabs().splitlines()]
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(fences) != 3 or any(line.strip() for line in lines[: fences[0]]):
        raise KeyProblemError(
            FENCE, f"front matter between two lines {FENCE}, text, a third line {FENCE}, text"
        )
    first, second, third = fences
    return (
        "\n".join(lines[first + 1 : second]),
        _markdown("before", lines[second + 1 : third]),
        _markdown("after", lines[third + 1 :]),
    )


def _markdown(place: str, lines: Sequence[str]) -> str:
    text = "\n".join(lines).strip()
    if not text:
        raise KeyProblemError(FENCE, f"there is no text {place} the third line {FENCE}")
    return text


def _variants(front: FrontMatter, folder: Path) -> tuple[Variant, ...]:
    """The runs: the base settings with those of each variant, or by themselves."""
    if not front.variants:
        return (Variant(_ONLY_RUN, _config(front.settings, {}, "settings", folder)),)
    if len(front.variants) == 1:
        raise KeyProblemError("variants", "one alone is none: put its settings into [settings]")
    names = [one_line("variants.name", variant.name) for variant in front.variants]
    if len(set(names)) < len(names):
        raise KeyProblemError("variants", "two of them have the same name")
    return tuple(
        Variant(name, _config(front.settings, table.settings, f"variants.{name}", folder))
        for name, table in zip(names, front.variants, strict=True)
    )


def _config(base: dict[str, Any], own: dict[str, Any], key: str, folder: Path) -> TrainingConfig:
    if "seed" in base or "seed" in own:
        raise KeyProblemError(f"{key}.seed", "whoever runs a scenario chooses it; leave it out")
    try:
        config = config_from_mapping(with_lists({**base, **own}))
    except ConfigError as error:
        place = key if error.setting in own else "settings"
        raise KeyProblemError(f"{place}.{error.setting}", error.problem) from error
    if config.epochs > _MOST_EPOCHS:
        raise KeyProblemError(f"{key}.epochs", f"a scenario trains at most {_MOST_EPOCHS}")
    return config if config.data is None else replace(config, data=str(folder / config.data))
