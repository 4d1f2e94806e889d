"""What the county achieved, from its own cases: times, permits, reliability, satisfaction, and how it would score."""
