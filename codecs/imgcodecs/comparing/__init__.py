"""Codecs compared by objective metrics: curves, Bjontegaard rates and pictures from a manifest."""
