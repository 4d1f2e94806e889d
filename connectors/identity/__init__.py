"""The province's unified identity: signing in by OpenID Connect."""
