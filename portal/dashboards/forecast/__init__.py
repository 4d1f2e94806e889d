"""Which open cases will break a promise: learnt from what finished ones took, and judged by what came of it."""
