"""A case whose promise gets a later day: who may ask for it, who confirms it, what the customer is told."""
