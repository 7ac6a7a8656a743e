"""Topics of texts without labels."""
