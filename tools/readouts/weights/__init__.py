"""The weights of our own classifiers; training/README.md says how each was made."""
