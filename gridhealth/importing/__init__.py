"""A network from a file: read, checked as a whole, and stored whole or not at all."""
