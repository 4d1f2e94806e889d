"""The state of the grid by cell and line name: why, how much is free, from when it is better. No place, no person."""
