"""The API as people read it: its addresses, its shapes, what changes, and a page to try it on."""
