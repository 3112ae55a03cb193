import math
from dataclasses import replace

import pytest

from tui_mlp.nn.schedules import SCHEDULES, Schedule, ScheduleSettings

SETTINGS = ScheduleSettings(base=0.8, factor=0.5, period=10, epochs=40)


@pytest.mark.parametrize(
    ("name", "epoch", "expected"),
    [
        ("constant", 0, 0.8), ("constant", 99, 0.8),
        ("inverse", 0, 0.8), ("inverse", 10, 0.4), ("inverse", 30, 0.2),
        ("step", 9.9, 0.8), ("step", 10, 0.4), ("step", 25, 0.2),
        ("exponential", 0, 0.8), ("exponential", 10, 0.4), ("exponential", 5, 0.8 * 0.5**0.5),
        ("cosine", 0, 0.8), ("cosine", 20, 0.4), ("cosine", 40, 0.0), ("cosine", 50, 0.0),
        ("cosine", 10, 0.4 * (1 + math.cos(math.pi / 4))),
        ("warmup", 5, 0.4), ("warmup", 10, 0.8), ("warmup", 30, 0.8),
    ],
)  # fmt: skip
def test_a_schedule_is_its_formula(name: str, epoch: float, expected: float) -> None:
    assert SCHEDULES[name].rate(epoch, SETTINGS) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_a_schedule_uses_the_settings_that_it_names(schedule: Schedule) -> None:
    fields = {"schedule_factor": "factor", "schedule_epochs": "period", "epochs": "epochs"}
    for setting, field in fields.items():
        changed = replace(SETTINGS, **{field: 0.7 * getattr(SETTINGS, field)})
        differs = any(schedule.rate(t, SETTINGS) != schedule.rate(t, changed) for t in (3, 12, 35))
        assert differs == (setting in schedule.uses)
    assert schedule.formula.startswith("γ")


def test_a_warm_up_moves_from_its_first_step_on() -> None:
    assert 0 < SCHEDULES["warmup"].rate(0, SETTINGS) < 0.01
