"""Capacity that is still to come: upgrades with owner and date, what they open, and who wants to be told."""
