"""What terminals in the network report: curves every quarter of an hour, and power lost and back. One way only."""
