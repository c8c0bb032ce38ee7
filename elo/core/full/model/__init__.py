"""What `full` says: its data, priors and density, and the same in PyMC."""
