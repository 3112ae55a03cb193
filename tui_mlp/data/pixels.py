"""The pixels of images, in the range that a model was trained on."""

import numpy as np

from tui_mlp.arrays import FloatArray


def scaled_pixels(features: FloatArray, scale: float) -> tuple[str, ...]:
    """Divide pixels (N, D) by `scale` in place, unless they are from 0 to 1 already.

    Returns:
        What to say of it.
    """
    if scale == 1 or not np.nanmax(features, initial=0) > 1:
        return ()
    features /= scale
    return ("The pixels 0 to 255 became numbers from 0 to 1, as in training.",)
