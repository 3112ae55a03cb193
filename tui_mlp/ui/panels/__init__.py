"""Panels: each shows one part of a snapshot, and posts what the user asked for."""
