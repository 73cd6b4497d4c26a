"""The assistant without a language model: what was asked and what is known come in, answers go out."""
