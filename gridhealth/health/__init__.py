"""How healthy lines, transformers and cells are: indicators, states with their causes, history and cures."""
