"""What it is worth: prices, the ledger in whole cents, and what of it is saved."""
