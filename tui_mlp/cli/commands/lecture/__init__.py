"""The commands for a lecture: pages, sheets, scenarios, pictures."""
