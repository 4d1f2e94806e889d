"""Telemetry of distribution automation by IEC 60870-5-104, in a process of its own: it listens, and hands rows over."""
