"""The keys of the main screen: what they are, and which a user chose instead."""
