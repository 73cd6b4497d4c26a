"""The body's points, lengths and outlines: one place for index lists and yardsticks."""
