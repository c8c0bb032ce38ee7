"""What a reconstruction is trained to keep; one module for each term."""
