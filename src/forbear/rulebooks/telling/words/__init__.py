"""Words for tokens, in English and Chinese."""
