"""The timeline: what is drawn, where it goes, and its shapes."""
