"""Institutions with codes and history; memberships."""
