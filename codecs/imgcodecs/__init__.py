"""Codecs behind one door, rate ladders, manifests and blinded files."""
