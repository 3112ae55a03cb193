"""What each name in a line of numbers stands for, from `independent_numbers` alone."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from independent_numbers import SLOPES, Rows, matrices
from three_networks import MORE, NETWORKS, RUN, subject_of

_UP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DOWN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ENTRY = re.compile(r"(∂e/∂|∂S/∂|∂ŷ[₀-₉]+/∂|∂aᴸ[₀-₉]+/∂)?([wbzaδVŷu])([⁰-⁹¹²³ᴸ]*)([₀-₉,]+)")


@dataclass(frozen=True)
class Case:
    """One of the three networks, worked out once more."""

    name: str

    @cached_property
    def found(self) -> dict[str, Rows]:
        """Every array of the step, by the name that it has on a page."""
        return matrices(subject_of(self.name))

    @property
    def depth(self) -> int:
        """L."""
        return len((NETWORKS | MORE)[self.name].hidden) + 1

    @property
    def loss(self) -> float:
        """E of the sample."""
        return float(self.found["e"][0, 0])

    @property
    def softmax(self) -> bool:
        """Whether yhat is a softmax."""
        return (NETWORKS | MORE)[self.name].loss != "sigmoid"

    @cached_property
    def squares(self) -> list[float]:
        """|g^l|^2 of each layer."""
        return [
            float(sum((self.found[f"∂e/∂{letter}{above}"] ** 2).sum() for letter in "Wb"))
            for above in map(self.above, range(1, self.depth + 1))
        ]

    @staticmethod
    def above(layer: int) -> str:
        """A layer as it stands above a letter."""
        return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(layer))

    def row(self, name: str) -> Rows:
        """A vector."""
        return self.found[name][0]

    def entry(self, text: str, *, moved: bool) -> float | None:
        """An entry such as "∂e/∂w²₁,₃"; None where the text is no such name."""
        match = _ENTRY.fullmatch(text)
        if match is None:
            return None
        by, letter, above, below = match.groups()
        places = tuple(int(place.translate(_DOWN)) - 1 for place in below.split(","))
        if by is None:
            name = f"{letter.upper() if letter == 'w' else letter}{above}"
        elif by == "∂S/∂":
            name = "u"
        elif by == "∂e/∂":
            name = {"a": "δᴸ", "ŷ": "∂e/∂ŷ"}.get(letter, f"∂e/∂{letter.upper()}{above}")
        elif by.startswith("∂aᴸ"):
            m = int(by[3:-2].translate(_DOWN)) - 1
            return self.felt(m, int(above.translate(_UP)), places)
        else:
            name, places = "∂ŷₘ/∂aᴸⱼ", (int(by[2:-2].translate(_DOWN)) - 1, *places)
        array = self.found[f"{name} after" if moved else name]
        return float(array[places] if len(places) > 1 else array[0][places])

    def felt(self, m: int, layer: int, places: tuple[int, ...]) -> float:
        """How a^L_m changes with a weight of layer l, by a central difference."""
        activations, ends = (NETWORKS | MORE)[self.name].activations, []
        for change in (1e-6, -1e-6):
            a = self.row("x")
            for at, name in enumerate(activations, start=1):
                w = self.found[f"W{self.above(at)}"].copy()
                if at == layer:
                    w[places] += change
                a = SLOPES[name][0](w @ a + self.row(f"b{self.above(at)}"))
            ends.append(a[m])
        return float(ends[0] - ends[1]) / 2e-6

    def figure(self, text: str, title: str) -> float | None:
        """A figure such as "‖∇e‖²" on the page of this title; None where it is no such name."""
        if match := re.fullmatch(r"‖δ([⁰-⁹¹²³]+)‖", text):
            return float(np.linalg.norm(self.found[f"δ{match.group(1)}"]))
        if match := re.fullmatch(r"column (\d+)", text):
            return float(self.found["∂ŷₘ/∂aᴸⱼ"][:, int(match.group(1)) - 1].sum())
        if match := re.fullmatch(r"j", text):
            y, error = self.row("y"), np.abs(self.row("δᴸ"))
            return float((y if "Jacobian" in title else error).argmax() + 1)
        if "total error" in title:
            return self._total(text)
        if "in a computer" in title and text == "S":
            return float(np.exp(self.row("aᴸ") - self.row("aᴸ").max()).sum())
        known = self._run if "SGD" in title or "schedule" in title else self._sample
        return known(text)

    def _total(self, text: str) -> float | None:
        """Of the only sample of the step, B = 1."""
        e, length = self.loss, sum(self.squares) ** 0.5
        rate = subject_of(self.name).learning_rate
        figures = {
            "B": 1,
            "E": e,
            "Ē": e,
            "‖∇E‖": length,
            "on the mean γ": rate,
            "on the sum γ/B": rate,
            "γ ‖∇Ē‖": rate * length,
            "γ ‖∇E‖": rate * length,
        }
        return float(figures[text]) if text in figures else None

    def _sample(self, text: str) -> float | None:
        powers, terms = self.row("exp(aᴸⱼ)"), self.found["terms"]
        y, yhat = self.row("y"), self.row("ŷ")
        pairs = [(y, yhat)]
        if not self.softmax:
            j = int(terms[2, :-1].argmax())
            pairs = [(np.array([y[j], 1 - y[j]]), np.array([yhat[j], 1 - yhat[j]]))]
        p, q = (each[pairs[0][0] > 0] for each in pairs[0])
        x = (q / p)[np.abs(np.log(q / p)).argmax()] if p.size else np.nan
        kl = float((p * np.log(p / q)).sum())
        total = sum(self.squares)
        figures = {
            "e": self.loss,
            "S": powers.sum(),
            "S²": powers.sum() ** 2,
            "Σₘ exp": powers.sum(),
            "the numerators": powers.sum(),
            "the least": powers.min(),
            "Σⱼ ŷⱼ": 1.0,
            "‖∇e‖²": total,
            "−γ ‖∇e‖²": -subject_of(self.name).learning_rate * total,
            "KL": kl,
            "−KL": -kl,
            "x": x,
            "log x": np.log(x),
            "Σⱼ qⱼ": q.sum(),
            "L": self.depth,
            "Σᵣ exp": powers.sum(),
            "c": self.row("aᴸ").max(),
            "CE": terms[1, -1],
            "SE": ((yhat - y) ** 2).sum() / 2,
            "of CE ‖δᴸ‖": np.linalg.norm(yhat - y),
            "of SE ‖δᴸ‖": np.linalg.norm((np.diag(yhat) - np.outer(yhat, yhat)) @ (yhat - y)),
        }
        return float(figures[text]) if text in figures else None

    def _run(self, text: str) -> float | None:
        total = sum(self.squares)
        base = 1.5 * subject_of(self.name).learning_rate
        rate = base / (1 + RUN.epoch / RUN.schedule_settings.period)
        figures = {
            "e": self.loss,
            "‖∇e‖": total**0.5,
            "w moves by γₖ ‖∇e‖": rate * total**0.5,
            "γₖ": rate,
            "γ": base,
            "T": RUN.schedule_settings.period,
            "k": RUN.step,
            "t": RUN.epoch,
            "S": RUN.samples,
            "K": RUN.epochs * RUN.samples - 1,
            "jₖ": RUN.drawn[0],
        }
        return float(figures[text]) if text in figures else None
