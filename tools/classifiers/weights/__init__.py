"""The weights of our own classifiers; training/recipe.toml says how each is made."""
