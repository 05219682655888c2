"""How long things take: printed, not judged."""
