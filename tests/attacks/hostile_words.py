"""Words that are made to break a screen: terminal sequences, markup, and odd letters."""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from tui_mlp.data.table.names import composed_name

SEQUENCES = (
    "\x1b[2J\x1b[H",
    "\x1b[31m",
    "\x1b[?1049l",
    "\x1b[6n",
    "\x1b[200~q",
    "\x1b]0;title\x07",
    "\x1b]2;title\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1bPq#0;2;0;0;0~\x1b\\",
    "\x1b_Gf=24;AAAA\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bc",
    "\x1b(0",
    "\x9b31m",
    "\x9d0;title\x9c",
    "\x90q\x9c",
    "\x07",
    "\x08\x08\x08",
    "\x0e",
    "\r",
    "\t",
    "\n",
    "\v\f",
    "\x7f",
    "\x85",
)
"""What a terminal would obey."""

MARKUP = (
    "[/]",
    "[",
    "[[",
    "]",
    "\\[",
    "[bold]",
    "[/bold]",
    "[@click=app.quit]x[/]",
    "[@click=app.bell()]",
    "[link=http://evil.test]x[/link]",
    "[red on $error]",
    "[$nosuch]",
    "[bold",
    "$accent",
    "{}",
    "{0}",
    "%s%n",
    ":skull:",
    "<b>x</b>",
    "&#x202e;",
    "`",
    "**",
    "![x](y)",
    "| a |",
)
"""What a text widget would parse."""

LETTERS = (
    "\u202eabc",
    "\u2066x\u2069",
    "\u200f",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u2028",
    "\u2029",
    "\u00ad",
    "\u034f",
    "\u3164",
    "\u180e",
    "\U000e0041",
    "\ufff9x\ufffb",
    "\ufffe",
    "\ue000",
    "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
    "\u0301\u0300",
    "深層學習",
    "ﷺ",
    "\U0001f469\u200d\U0001f4bb",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1e9\U0001f1ea",
    "☺\ufe0f",
    "한글",
    "\u1112\u1161\u11ab",
    "שלום",
    "العربية",
    "नमस्ते",
    "ภาษา",
    "\u3000",
    "\u00a0",
    "𝔘",
    "ǅ",
    "½",
)
"""What is wide, has no width, turns the direction, or is no letter at all."""

_PLAIN = ("a", "x1", "class", "NaN", "-1", "the", "Ä")


def word(chance: random.Random, number: int, *, without: str = "") -> str:
    """A hostile word that no other number has.

    Args:
        chance: where it comes from.
        number: its own, which it ends in.
        without: characters that it must not have.
    """
    kinds = (SEQUENCES, MARKUP, LETTERS, _PLAIN)
    pieces = [chance.choice(chance.choice(kinds)) for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.1:
        pieces *= chance.choice((3, 30, 300))
    text = "".join(pieces) + f"~{number}"
    return "".join(c for c in text if c not in without)


@dataclass(frozen=True)
class HostileFile:
    """A CSV file, and the words in it."""

    path: Path
    columns: list[str]
    classes: list[str]
    class_names: list[str]
    """As the program shows them."""

    @property
    def words(self) -> list[str]:
        """All of them."""
        return [self.path.name, *self.columns, *self.classes]


def hostile_csv(
    folder: Path, chance: random.Random, *, columns: int, classes: int, labels: bool = False
) -> HostileFile:
    """Write a CSV file whose own name, columns and classes (or labels) are all hostile."""
    names = [word(chance, number) for number in range(columns)]
    kinds = [word(chance, 100 + number) for number in range(classes)]
    stem = word(chance, 0, without="/\0").encode()[:100].decode("utf-8", "ignore")
    path = folder / f"{stem}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        header = [*names, *(f"label_{kind}" for kind in kinds if labels)]
        header += [] if labels else ["~kind"]
        writer.writerow(header)
        for row in range(3 * classes):
            values = [f"{chance.gauss(row % classes, 1):.3f}" for _ in names]
            marks = [str(int(chance.random() < 0.4)) for _ in kinds]
            writer.writerow([*values, *(marks if labels else [kinds[row % classes]])])
    prefix = "label_" if labels else ""
    shown = [composed_name(prefix + kind).removeprefix(prefix) for kind in kinds]
    return HostileFile(path, names, kinds, shown)
