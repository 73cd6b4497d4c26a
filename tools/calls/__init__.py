"""What an agent may call: one file for each tool, and what all of them share."""
