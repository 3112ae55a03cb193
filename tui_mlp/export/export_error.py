"""What goes wrong in an export."""


class ExportError(ValueError):
    """Something that cannot be exported in this form: one line that says why, and what can."""
