"""`python -m tui_mlp` is `tui-mlp`."""

from tui_mlp.cli import main

if __name__ == "__main__":
    main()
