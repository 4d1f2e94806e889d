"""The talk with 95598 and the State Grid app: what they tell us, in its order, and what is published to them."""
