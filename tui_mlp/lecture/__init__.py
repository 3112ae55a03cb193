"""The lecture's derivations, with the numbers of a network: columns, as the lecture writes them.

Everything here is float64 and shares no arithmetic with the fast passes of `tui_mlp.nn`, so that
each derivation is also a test of them. A sample is a column x = a^0 of shape (n_0,), W^l has the
shape (n_l, n_{l-1}), the transpose of nn's, and delta^l means de/da^l everywhere.
"""
