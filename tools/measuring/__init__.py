"""A labelled set and what was told of it come in; how much of that was right goes out."""
