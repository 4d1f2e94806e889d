"""What every program's call is promised: a document, pages of lists, limits, scopes, warnings before a change."""
