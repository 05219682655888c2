"""The vocabulary: what a provider may write, as frozen records, and its JSON Schema."""
