"""Many runs at once: sessions that differ by seed or rate, and what their figures say together."""
