"""The mathematics of multi-layer perceptrons, in NumPy.

Rows are samples: a layer computes `a (B, n_in) @ W (n_in, n_out) + b`. The lecture writes samples
as columns, z = W a + b; its W is the transpose of the one here.
"""
