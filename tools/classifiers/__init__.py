"""What networks of our own say of a person: features and crops come in, probabilities of defects go out."""
