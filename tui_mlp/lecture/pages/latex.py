"""Lines of the lecture's symbols as LaTeX."""

import re

_RAISED = str.maketrans("ᴸᴷˡᵐⁱᵏˢᵀ⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "LKlmiksT+-0123456789")
_LOWERED = str.maketrans("ⱼₘᵢᵣₗₖ₊₋₀₁₂₃₄₅₆₇₈₉", "jmirlk+-0123456789")
_UP, _DOWN = "ᴸᴷˡᵐⁱᵏˢᵀ⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "ⱼₘᵢᵣₗₖ₊₋₀₁₂₃₄₅₆₇₈₉"
_SIGNS = {
    "≠": r"\ne ",
    "ŷ": r"\hat{y}",
    "Ē": r"\bar{E}",
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
_FUNCTIONS = ("exp", "log", "max", "min")
_UPRIGHT = ("CE", "KL", "NE", "Diag", "softmax", "argmax", "MLP", "sign")
_SCIENTIFIC = re.compile(r"(?<=\d)e(-?\d+)")
_ROOT = re.compile(r"√(?:\(([^()]*)\)|([\w.−-]+))")
_WORDS = re.compile(r"[A-Za-z]{2,}(?:[ -][A-Za-z]+)*")
_RUN = re.compile(rf"[{_UP}]+|[{_DOWN}](?:[{_DOWN},≠]*[{_DOWN}])?")


def latex(line: str) -> str:
    """A formula, with or without numbers, as what stands between dollar signs."""
    text = _SCIENTIFIC.sub(r" ⌊\1⌋", re.sub(r" {2,}", "⌈", line.strip()))
    text = _ROOT.sub(r"⟍⟪⟦\1\2⟧", text)
    text = _WORDS.sub(_word, text)
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


def _word(match: re.Match[str]) -> str:
    word = match.group()
    if word in _FUNCTIONS:
        return f"⟍{word} "
    name = "operatorname" if word in _UPRIGHT else "text"
    parts = word.split(" ", 1)
    if parts[0] in _FUNCTIONS:  # "log of", "exp m": the function, then the rest
        return f"⟍{parts[0]} ⟍text⟦{parts[1]}⟧" if len(parts[1]) > 1 else f"⟍{parts[0]} {parts[1]}"
    return f"⟍{name}⟦{word}⟧"


def _index(match: re.Match[str]) -> str:
    run = match.group()
    if run[0] in _UP:
        return "⎺⟦" + run.translate(_RAISED).replace("T", "⟍top ") + "⟧"
    return "⎽⟦" + run.translate(_LOWERED) + "⟧"
