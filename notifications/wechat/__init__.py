"""Messages through WeChat: whom it reaches, what people chose there, how a message looks, what came of it."""
