"""The lecture's statements on the screen, and the pages that only they open."""
