"""Lines of the lecture's symbols as LaTeX."""

import re

_RAISED = str.maketrans("ᴸᴷˡᵐⁱᵏˢᵀ⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "LKlmiksT+-0123456789")
_LOWERED = str.maketrans("ⱼₘᵢᵣₗₖ₊₋₀₁₂₃₄₅₆₇₈₉", "jmirlk+-0123456789")
_UP, _DOWN = "ᴸᴷˡᵐⁱᵏˢᵀ⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "ⱼₘᵢᵣₗₖ₊₋₀₁₂₃₄₅₆₇₈₉"
_SIGNS = {
    "≠": r"\ne ",
    "ŷ": r"\hat{y}",
    "Ē": r"\bar{E}",
    "ē": r"\bar{e}",
    "Σ": r"\sum",
    "∂": r"\partial ",
    "∇": r"\nabla ",
    "δ": r"\delta",
    "γ": r"\gamma ",
    "β": r"\beta",
    "λ": r"\lambda ",
    "ρ": r"\rho ",
    "ε": r"\varepsilon ",
    "⊙": r"\odot ",
    "φ": r"\varphi",
    "σ": r"\sigma",
    "Δ": r"\Delta ",
    "−": "-",
    "‖": r"\|",
    "⋯": r"\cdots ",
    "…": r"\ldots ",
    "≈": r"\approx ",
    "≤": r"\le ",
    "≥": r"\ge ",
    "←": r"\leftarrow ",
    "→": r"\to ",
    "∈": r"\in ",
    "▸": r"\triangleright ",
    "π": r"\pi ",
    "∞": r"\infty ",
    "·": r"\cdot ",
    "×": r"\times ",
    "%": r"\%",
    "_": r"\_",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "^": r"\hat{\ }",
    "~": r"\sim ",
    "\\": r"\backslash ",
    "{": r"\{",
    "}": r"\}",
}
_FUNCTIONS = ("exp", "log", "max", "min", "tanh")
_UPRIGHT = ("CE", "SE", "KL", "NE", "Diag", "softmax", "argmax", "MLP", "sign")
_SCIENTIFIC = re.compile(r"(?<=\d)e(-?\d+)")
_ROOT = re.compile(r"√(?:\(([^()]*)\)|([\w.−-]+))")
_MOVE = re.compile(r"^(\d+)\.(?: |(?=⟍text⟦ ))")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_WORDS = re.compile(r" ?[A-Za-z]{2,}(?:[ -][A-Za-z]+)* ?")
_SYMBOL = re.compile(rf"(?<![\w-])([A-Zb-z]|{'|'.join(_FUNCTIONS + _UPRIGHT)})(?![A-Za-z-])")
"""What is no word among words: a letter, but for the article, or the name of a function."""
_RUN = re.compile(rf"[{_UP}]+|[{_DOWN}](?:[{_DOWN},≠]*[{_DOWN}])?")


def latex(line: str) -> str:
    """A formula, with or without numbers, as what stands between dollar signs."""
    text = _SCIENTIFIC.sub(r" ⌊\1⌋", re.sub(r" {2,}", "⌈", line.strip()))
    text = _THOUSANDS.sub("⟍,", text)
    text = _ROOT.sub(r"⟍⟪⟦\1\2⟧", text)
    text = _MOVE.sub(r"⟍text⟦\1.⟧⌈", _WORDS.sub(_words, text))
    # backslashes and braces of what is written already stand for themselves
    text = _RUN.sub(_index, text)
    text = "".join(_SIGNS.get(character, character) for character in text)
    text = text.replace("⌊", r"\cdot 10^{").replace("⌋", "}").replace("⌈", r" \quad ")
    return (
        text.replace("⟦", "{")
        .replace("⟧", "}")
        .replace("⟪", "sqrt")
        .replace("⟍", "\\")
        .replace("⎽", "_")
        .replace("⎺", "^")
    )


def _words(match: re.Match[str]) -> str:
    """Words upright, with the spaces around them, which a formula would lose."""
    parts = _SYMBOL.split(match.group())
    words, symbols = parts[::2], parts[1::2]
    shown = [f"⟍text⟦{each}⟧" if each.strip() else each for each in words]
    return shown[0] + "".join(
        _symbol(symbol) + after for symbol, after in zip(symbols, shown[1:], strict=True)
    )


def _symbol(name: str) -> str:
    if name in _FUNCTIONS:
        return f"⟍{name} "
    return f"⟍operatorname⟦{name}⟧" if name in _UPRIGHT else name


def _index(match: re.Match[str]) -> str:
    run = match.group()
    if run[0] in _UP:
        return "⎺⟦" + run.translate(_RAISED).replace("T", "⟍top ") + "⟧"
    return "⎽⟦" + run.translate(_LOWERED) + "⟧"
