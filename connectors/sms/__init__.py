"""Short messages through the operator's gateway."""
