"""Whether the times that were written down are true: independent traces, patterns, and what must hold of all rows."""
