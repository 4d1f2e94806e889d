"""Outages for everybody: now, announced and past; pages, feeds, warnings, and news to whoever wants it."""
