"""The numbers of one person's pose and outline come in; what trees of ours read in them goes out."""
