"""The planned pool: the worker fits and plans pairs ahead, a request only takes from it."""
