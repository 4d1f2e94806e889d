"""Room for generation, by DL/T 2041-2025: an answer of its own, beside health and beside room for load."""
