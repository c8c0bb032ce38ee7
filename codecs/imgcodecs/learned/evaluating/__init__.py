"""How the learned codec compares with others, on pictures that it was not trained on."""
