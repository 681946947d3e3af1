"""The pages: each has a PATH, a TITLE, a layout for what a client asks for, and registers callbacks of its own."""
