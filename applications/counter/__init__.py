"""The service counter: who cannot or will not apply alone is helped by an officer, on a word that a code proves."""
