"""What each part of the design is worth: short runs, alike but for one thing."""
