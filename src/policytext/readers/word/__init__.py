"""Word files: .docx, and .doc and .wps before it."""
