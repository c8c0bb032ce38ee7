"""Coordinates in which the posterior of `full` is nearly a standard normal, and the way there."""
