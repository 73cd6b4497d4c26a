"""Our own classifiers: a person's crops and features come in, probabilities of defects go out."""
