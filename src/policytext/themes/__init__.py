"""Themes: what a document and its sections are about."""
