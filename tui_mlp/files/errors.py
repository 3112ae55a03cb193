"""What is said of a file that cannot be used."""


class DataError(ValueError):
    """Data that cannot be used: one line that names the file, row or column, and a remedy."""
