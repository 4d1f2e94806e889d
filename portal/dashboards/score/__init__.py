"""How the county would score by the questions of international comparisons, computed from its own cases."""
