"""The network to look at: the map, a line, a transformer area, and what would be if more hung there."""
