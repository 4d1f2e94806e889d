"""Measurements side by side: each pair runs alternately in one process, and only ratios are claimed."""
