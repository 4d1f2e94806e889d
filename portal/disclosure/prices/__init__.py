"""Prices and fees: loaded from a file, kept with the days they hold, and worked out for anybody."""
