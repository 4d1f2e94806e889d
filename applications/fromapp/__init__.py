"""Applications that begin in the State Grid app: filled in there, confirmed by the customer here."""
