"""Themes: what texts are about, by codebooks, models, topics, phrases, and people."""
