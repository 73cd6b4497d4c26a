"""A labelled set and the rows reported about it come in; how much of that was right goes out."""
