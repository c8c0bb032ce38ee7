"""Codecs that are external programs, each described by a TOML file."""
