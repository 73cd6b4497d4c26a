"""Parts of AI people labelled by eye (parts.jsonl), and the command that cuts their crops again."""
