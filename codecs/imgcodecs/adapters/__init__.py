"""One file for each external codec."""
