"""Names for the kinds of arrays, for type annotations."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
"""Of real numbers in whichever precision a network has."""
FloatArray = npt.NDArray[np.float32]
"""Of data, parameters and what is shown of them."""
Float64Array = npt.NDArray[np.float64]
"""Of derivations, which are made in double precision."""
IntArray = npt.NDArray[np.intp]
"""Of places and counts."""
ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
AnyArray = npt.NDArray[np.generic]
"""Of anything, as a file may hold it."""
