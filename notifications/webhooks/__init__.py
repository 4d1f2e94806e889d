"""News to programs: who wants it where, each push on its way, its log."""
