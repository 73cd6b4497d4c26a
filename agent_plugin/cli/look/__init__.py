"""Looking at a terminal: the command `look`, and the question after a review that waits for it."""
