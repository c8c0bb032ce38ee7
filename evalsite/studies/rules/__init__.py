"""What a study lays down, and when it may open."""
