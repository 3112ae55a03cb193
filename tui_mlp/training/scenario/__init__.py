"""Scenarios: predict, then see. Text files of a question, the runs that decide it, and a text."""
