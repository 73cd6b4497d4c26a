"""Real pictures, and what was told of them, in; each category's thresholds, and how far they hold, out."""
