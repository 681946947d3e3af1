"""Studies: scenarios over a design of parameter values, drawn and repeated, one row for each run."""
