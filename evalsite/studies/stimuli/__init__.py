"""From manifests to blinded files."""
