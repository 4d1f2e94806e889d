"""Energy services beside the connection: a wish to hear of them, never a condition of anything."""
