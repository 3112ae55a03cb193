"""Every setting of a run, declared once: command line, TOML and editor are derived from it.

Knows no NumPy and no library, so that `tui-mlp --help` costs nothing.
"""
