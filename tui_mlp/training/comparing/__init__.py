"""Kept runs side by side: what differs in their settings, and in what they came to."""
