"""Texts written for policytext: invented, in the genre, with known answers. See README.md."""
