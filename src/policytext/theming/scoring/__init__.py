"""Scores of a codebook's themes in documents, sections, paragraphs and sentences."""
