"""Points of one's own, put into the plane of 2-D data."""
