"""Visits to customers: planned and on request, with all three roles where a customer is important; what they say."""
