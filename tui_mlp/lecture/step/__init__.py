"""One step of SGD derived from the formulas, in float64 and in the lecture's orientation."""
