"""From the [answer] and [claim] of a scenario's file to values that fit each other."""

import itertools
import math
from difflib import get_close_matches

from tui_mlp.scenario.figures import MEASURES
from tui_mlp.scenario.front_matter import (
    AnswerTable,
    ClaimTable,
    FrontMatter,
    one_line,
    require,
)
from tui_mlp.scenario.values import (
    LAST_LAYER,
    Claim,
    Judgement,
    Rule,
    Subjects,
    Variant,
)

TIE_OPTION = "about the same"
MOST_SEEDS = 128


def _nearest(name: str) -> str:
    """Which measure may be meant; where all are listed, if none is close."""
    close = get_close_matches(name, MEASURES, n=1)
    return f"did you mean {close[0]!r}?" if close else "see `tui-mlp scenario measures` for all"


def judgement_of(table: AnswerTable, variants: tuple[Variant, ...], seeds: int) -> Judgement:
    """How the answer is taken, checked against the runs there are, and the seeds of each.

    Raises:
        KeyProblemError: a key's value cannot be used, or two of them do not go together.
    """
    for key, names in (("measure", (table.measure,)), ("also", table.also)):
        for name in names:
            require(name in MEASURES, f"answer.{key}", f"there is no {name!r}; {_nearest(name)}")
    _check_seeds(table, variants, seeds)
    run, ratio_to = (0, None) if table.rule is Rule.APART else _runs(table, variants)
    return Judgement(
        measure=table.measure,
        rule=table.rule,
        thresholds=_thresholds(table),
        run=run,
        ratio_to=ratio_to,
        layer=_layer(table, variants),
        tie=_tie(table),
        level=table.level,
        also=table.also,
    )


def _check_seeds(table: AnswerTable, variants: tuple[Variant, ...], seeds: int) -> None:
    require(1 <= seeds <= MOST_SEEDS, "seeds", f"takes 1 to {MOST_SEEDS}")
    require(seeds == 1 or table.layer is None, "answer.layer", "does not go with several seeds")
    if table.rule is not Rule.APART:
        return
    require(len(variants) == 2, "variants", f"the rule {Rule.APART} needs two of them")
    require(seeds > 1, "seeds", f"the rule {Rule.APART} needs two or more")
    chosen = table.ratio is None and table.variant is None
    require(chosen, "answer", f"variant and ratio do not go with the rule {Rule.APART}")


def _runs(table: AnswerTable, variants: tuple[Variant, ...]) -> tuple[int, int | None]:
    """The run that is looked at, and the one whose value it is divided by."""
    names = [variant.name for variant in variants]
    for key, asked in (("variant", (table.variant,)), ("ratio", table.ratio or ())):
        for name in asked:
            require(name is None or name in names, f"answer.{key}",
                     f"there is no variant {name!r}")  # fmt: skip
    if table.ratio:
        require(not table.rule.compares, "answer.ratio", "needs a rule with a threshold")
        require(table.variant is None, "answer.variant", "does not go with ratio")
        return names.index(table.ratio[0]), names.index(table.ratio[1])
    if table.variant is not None:
        return names.index(table.variant), None
    require(len(variants) == 1 or table.rule.compares, "answer.variant",
            f"is missing: which of {', '.join(names)}?")  # fmt: skip
    return 0, None


def _thresholds(table: AnswerTable) -> tuple[float, ...]:
    single = () if table.threshold is None else (table.threshold,)
    thresholds = single or table.thresholds
    wanted = "thresholds" if table.rule is Rule.BINS else "threshold"
    if table.rule.compares or table.rule is Rule.APART:
        require(not thresholds, "answer.threshold", f"does not go with the rule {table.rule}")
        return ()
    unwanted = bool(single) if table.rule is Rule.BINS else bool(table.thresholds)
    require(thresholds and not unwanted, f"answer.{wanted}",
            f"is what the rule {table.rule} takes")  # fmt: skip
    rising = all(a < b for a, b in itertools.pairwise(thresholds))
    require(rising and all(map(math.isfinite, thresholds)), f"answer.{wanted}",
            "takes finite numbers that rise")  # fmt: skip
    return thresholds


def _layer(table: AnswerTable, variants: tuple[Variant, ...]) -> int | str | None:
    if table.layer is None:
        return None
    require(MEASURES[table.measure].by_layer is not None, "answer.layer",
            f"{table.measure} has no value for a layer")  # fmt: skip
    if table.layer == LAST_LAYER:
        return LAST_LAYER
    # every run's value is measured, also of those that the rule does not look at
    depth = min(len(variant.layers) for variant in variants)
    require(1 <= int(table.layer) <= depth, "answer.layer",
            f"takes 1 to {depth}, or {LAST_LAYER!r}")  # fmt: skip
    return int(table.layer)


def _tie(table: AnswerTable) -> float | None:
    if table.tie is None:
        return None
    require(table.rule.compares, "answer.tie", "goes with the rules lowest and highest")
    require(0 <= table.tie < math.inf, "answer.tie", "takes a number from 0 on")
    return table.tie


def options_of(
    front: FrontMatter, variants: tuple[Variant, ...], judgement: Judgement
) -> tuple[str, ...]:
    """The texts to choose from.

    Raises:
        KeyProblemError: they do not fit the rule.
    """
    rule, asked = judgement.rule, front.options
    if not isinstance(asked, Subjects):
        require(not rule.compares, "options", f"the rule {rule} needs 'layers' or 'variants'")
        wanted = 2 if rule is Rule.APART else len(judgement.thresholds) + 1
        require(len(asked) == wanted, "options",
                 f"the rule {rule} needs {wanted} of them, here are {len(asked)}")  # fmt: skip
        options = tuple(one_line("options", option) for option in asked)
        require(len(set(options)) == len(options), "options", "two of them are the same")
        return options
    require(rule.compares, "options", f"{str(asked)!r} needs the rule lowest or highest")
    if asked is Subjects.LAYERS:
        require(front.seeds == 1, "options", "layers are not compared over several seeds")
        require(MEASURES[judgement.measure].by_layer is not None, "answer.measure",
                 f"{judgement.measure} has no values for layers")  # fmt: skip
        require(len(variants) == 1 or front.answer.variant is not None, "answer.variant",
                "is missing: in which run are the layers compared?")  # fmt: skip
        options = variants[judgement.run].layers
    else:
        require(front.answer.variant is None, "answer.variant", "all variants are compared")
        options = tuple(variant.name for variant in variants)
    require(len(options) > 1, "options", f"there are no two {asked} to choose from")
    return options if judgement.tie is None else (*options, TIE_OPTION)


def claim_of(table: ClaimTable | None, options: tuple[str, ...]) -> Claim | None:
    """What the author expects, if anything.

    Raises:
        KeyProblemError: the answer is none of the options, or the margin none.
    """
    if table is None:
        return None
    require(table.answer in options, "claim.answer", f"{table.answer!r} is none of the options")
    require(1 <= table.margin < math.inf, "claim.margin", "takes a factor from 1 on")
    return Claim(options.index(table.answer), table.margin)
