"""Figures, drawn by matplotlib: of products, and of the page on shelf life."""
