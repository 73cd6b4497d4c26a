"""Every word a model reads, as Markdown files beside this one. Imports nothing."""
