"""The dashboard: what an answer says, read from the store and shown in a browser. `simulator` knows nothing of it."""
