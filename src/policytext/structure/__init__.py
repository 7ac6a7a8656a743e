"""The outline of a document: its parts, headings and enumerations as a tree with exact spans."""

from policytext.structure.outline import Outline
from policytext.structure.parsing import parse_outline
from policytext.structure.section import Section, depth

__all__ = ["Outline", "Section", "depth", "parse_outline"]
