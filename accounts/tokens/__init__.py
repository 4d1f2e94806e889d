"""Tokens as people see them: make one, see which there are, end one."""
