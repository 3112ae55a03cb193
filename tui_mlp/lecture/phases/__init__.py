"""The eight phases of one step, a file each: from the numbers of a derivation to a page."""
