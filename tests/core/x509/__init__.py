"""Tests of reading certificates, odd and broken ones included."""
