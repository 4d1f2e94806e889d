"""The approval platform for investment projects: which projects were given a code, and what changed since."""
