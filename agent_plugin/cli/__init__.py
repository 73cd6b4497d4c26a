"""The command line: words typed by a person or a script come in, an answer and an exit code go out."""
