"""Feather and Arrow files, which are one format: tables whose columns know their types."""

from collections.abc import Collection
from pathlib import Path

from tui_mlp.data.reader import Progress
from tui_mlp.data.readers._frames import frame_table
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.table import Table
from tui_mlp.data.table_reader import table_reader

_FILE, _STREAM = b"ARROW1", b"\xff\xff\xff\xff"


def feather_table(
    path: str | Path,
    data: bytes,
    reading: Reading,
    progress: Progress | None = None,  # noqa: ARG001  (the library tells of none)
    expected: Collection[str] = (),  # noqa: ARG001  (there are always names)
) -> Table:
    """The table in a Feather or Arrow file, or in a stream of Arrow's; see `TableSource`."""
    function = "read_ipc_stream" if data.startswith(_STREAM) else "read_ipc"
    return frame_table(path, data, reading, function, "a Feather or Arrow file")


FEATHER = table_reader(
    "feather",
    (".feather", ".arrow", ".ipc"),
    feather_table,
    marks=((_FILE, b""), (_STREAM, b"")),
)
