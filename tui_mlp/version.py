"""The version of the program, declared once."""

VERSION = "0.2.0"
