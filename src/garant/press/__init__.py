"""The press: turns a structured document into HTML, text, PDF, JSON, CSV and ZIP. It decides nothing."""
