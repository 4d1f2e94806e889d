"""The company's official account in WeChat: messages, what people do there, and signing in."""
