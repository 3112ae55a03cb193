"""A series of any length in bounded memory, whose spikes survive."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import FloatArray


class DecimatedSeries:
    """Rows of K values against a rising x, kept as at most `capacity` buckets of (min, max).

    Every bucket covers the same number of rows. When all buckets are taken, neighbours are joined
    and each covers twice as many: memory stays the same however long the series, and a spike of
    one row stays visible. A NaN is passed over where its bucket has a number, unless `keep_nan`.
    """

    def __init__(self, columns: int, *, capacity: int = 256, keep_nan: bool = False) -> None:
        self._x = np.zeros(capacity, np.float32)
        self._low = np.zeros((capacity, columns), np.float32)
        self._high = np.zeros((capacity, columns), np.float32)
        self._rows_per_bucket = 1
        self._full_buckets = 0
        self._rows_in_last = 0
        self._minimum = np.minimum if keep_nan else np.fmin
        self._maximum = np.maximum if keep_nan else np.fmax

    def append(self, x: float, row: npt.ArrayLike) -> None:
        """Add one row of K values at x."""
        self.extend(np.array([x], np.float32), np.array([row], np.float32))

    def extend(self, x: FloatArray, rows: FloatArray) -> None:
        """Add M rows (M, K) at the M places x."""
        start = 0
        while start < len(x):
            room = self._rows_per_bucket - self._rows_in_last
            stop = min(start + room, len(x))
            self._merge(x[stop - 1], rows[start:stop])
            start = stop

    def _merge(self, x: np.float32, rows: FloatArray) -> None:
        """Add rows that fit into the last bucket."""
        low, high = self._minimum.reduce(rows, axis=0), self._maximum.reduce(rows, axis=0)
        last = self._full_buckets
        if self._rows_in_last:
            low = self._minimum(low, self._low[last])
            high = self._maximum(high, self._high[last])
        self._x[last], self._low[last], self._high[last] = x, low, high
        self._rows_in_last += len(rows)
        if self._rows_in_last == self._rows_per_bucket:
            self._full_buckets += 1
            self._rows_in_last = 0
        if self._full_buckets == len(self._x):
            self._join_neighbours()

    def _join_neighbours(self) -> None:
        half = len(self._x) // 2
        self._x[:half] = self._x[1::2]
        self._low[:half] = self._minimum(self._low[0::2], self._low[1::2])
        self._high[:half] = self._maximum(self._high[0::2], self._high[1::2])
        self._full_buckets = half
        self._rows_per_bucket *= 2

    def state(self) -> dict[str, Any]:
        """A copy of the buckets, and of how far the last one is filled."""
        return {
            "x": self.x,
            "low": self.low,
            "high": self.high,
            "rows_per_bucket": self._rows_per_bucket,
            "rows_in_last": self._rows_in_last,
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on as the series did whose `state` this is.

        Raises:
            ValueError: it does not fit this series.
        """
        parts = {name: np.asarray(state[name]) for name in ("x", "low", "high")}
        count, columns = len(parts["x"]), self._low.shape[1]
        per_bucket, in_last = int(state["rows_per_bucket"]), int(state["rows_in_last"])
        shapes = {name: part.shape for name, part in parts.items()}
        if shapes != {"x": (count,), "low": (count, columns), "high": (count, columns)}:
            raise ValueError(f"a curve does not have {columns} columns")
        if not (count <= len(self._x) and per_bucket >= 1 and 0 <= in_last < per_bucket):
            raise ValueError("a curve has more points than are kept of one")
        if count == 0 < in_last:
            raise ValueError("a curve without points has rows in its last one")
        self._x[:count], self._low[:count], self._high[:count] = parts.values()
        self._rows_per_bucket, self._rows_in_last = per_bucket, in_last
        self._full_buckets = count - (in_last > 0)

    def __len__(self) -> int:
        """The number of buckets P in use."""
        return self._full_buckets + (self._rows_in_last > 0)

    @property
    def x(self) -> FloatArray:
        """(P,) the x of the last row in each bucket; a copy."""
        return self._x[: len(self)].copy()

    @property
    def low(self) -> FloatArray:
        """(P, K) the smallest values in each bucket; a copy."""
        return self._low[: len(self)].copy()

    @property
    def high(self) -> FloatArray:
        """(P, K) the largest values in each bucket; a copy."""
        return self._high[: len(self)].copy()
