"""Real pictures and the scores reported for them come in; each category's thresholds go out."""
