"""The commands, by what they do: each reads its words, asks, and prints. No arithmetic."""
