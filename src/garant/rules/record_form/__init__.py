"""A register in the shape of an authority's form: what the form holds of it, its sheets, and back without loss."""

from garant.rules.record_form.held import Card, Held, Texts, hold
from garant.rules.record_form.merging import merge
from garant.rules.record_form.reading import read
from garant.rules.record_form.writing import lists, sheets

__all__ = ["Card", "Held", "Texts", "hold", "lists", "merge", "read", "sheets"]
