"""A judge's reply comes in; checked answers, opinions and their weight go out."""
