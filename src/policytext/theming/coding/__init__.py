"""Coding by people: sheets, agreement, and how well a codebook or model does."""
