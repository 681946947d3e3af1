"""What we believe: parameters with their sources, jurisdictions, scenarios, and draws of what is uncertain."""
