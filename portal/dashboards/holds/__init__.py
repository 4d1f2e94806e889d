"""Holds that people put on clocks, the unusual ones first: for somebody to look at, never a verdict."""
