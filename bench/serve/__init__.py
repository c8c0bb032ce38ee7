"""A real HTTP load against the site as it is served: ``python -m bench.serve --help``."""
