"""Codebooks: themes with their terms and rules."""
