"""How we ask: the period loop of one run, what is compared, and on how many processors."""
