"""Differentially private counts, sums and histograms, and the ledger of what they cost (OpenDP draws the noise)."""
