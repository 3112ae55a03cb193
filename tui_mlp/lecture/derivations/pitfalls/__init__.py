"""Derivations of what goes wrong otherwise: another loss, and softmax as its formula reads."""
