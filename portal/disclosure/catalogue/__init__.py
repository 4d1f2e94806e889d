"""The catalogue of everything published as data: what it holds, how fresh it is, and what is withheld and why."""
