"""What `import tui_mlp` costs, and what is found behind it."""

import subprocess
import sys

import pytest

import tui_mlp


def test_importing_it_imports_nothing_else() -> None:
    program = (
        "import sys; before = set(sys.modules)\n"
        "import tui_mlp; print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['tui_mlp', 'tui_mlp.version']\n"


@pytest.mark.parametrize("name", tui_mlp.__all__)
def test_each_name_is_there_and_described(name: str) -> None:
    value = getattr(tui_mlp, name)
    assert isinstance(value, str) or value.__doc__
    assert name in dir(tui_mlp)


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        tui_mlp.trian  # noqa: B018


def test_training_imports_no_screen_library() -> None:
    program = (
        "import sys, tui_mlp; tui_mlp.train(dataset='xor', hidden=(2,), epochs=1)\n"
        "print({'textual', 'rich', 'click', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
