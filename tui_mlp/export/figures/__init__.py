"""Pictures of a run or a model, drawn by Matplotlib, to be printed or put on a page."""
