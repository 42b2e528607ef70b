"""Reads the facts that programs print beside an error: names, issuers and dates."""
