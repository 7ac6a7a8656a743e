"""Tables with a text column: one document a row."""
