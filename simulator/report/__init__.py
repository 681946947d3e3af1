"""What people read: tables of words and numbers, made from records and nothing else."""
