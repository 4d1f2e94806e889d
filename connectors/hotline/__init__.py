"""95598 and the State Grid app: they push tickets and intakes, we publish."""
