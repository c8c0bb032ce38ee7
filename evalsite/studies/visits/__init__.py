"""A rater's visit: from the join link to the outcome."""
