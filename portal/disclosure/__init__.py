"""What the public sees: rendered once per change into files, and served from there whatever happens behind."""
