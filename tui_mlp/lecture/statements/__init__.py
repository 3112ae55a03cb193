"""The lecture's statements in its order, the reason for each, and the page that shows it."""
