"""A copy of everything that must not be lost, and the proof that it can be brought back."""
