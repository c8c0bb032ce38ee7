"""Commands of the learned codec: counting, and what trains it."""
