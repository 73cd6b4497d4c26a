"""A configured judge is asked to look: what it is asked, what that costs, and the look that comes of it."""
