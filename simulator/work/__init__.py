"""Work for a server: what somebody may ask of it, and the process that does one job of its queue."""
