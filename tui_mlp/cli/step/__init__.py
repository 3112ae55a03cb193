"""The step that a command shows: of which run or model, on which sample, and what is said of it."""
