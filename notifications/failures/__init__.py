"""Messages that did not get through, until a person has seen to each: tried again, or told by telephone."""
