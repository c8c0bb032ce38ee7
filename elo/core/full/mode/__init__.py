"""Where the posterior of `full` lies and how wide it is, by a Gaussian likelihood."""
