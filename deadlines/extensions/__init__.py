"""A later day for one promise: two people, a listed reason, a paper; the customer sees it, and it is no excuse."""
