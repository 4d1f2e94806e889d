"""The power company's marketing system: its own reserve of projects, told in the same words as the platform's."""
