"""Simulated raters: by the database, and through the pages."""
