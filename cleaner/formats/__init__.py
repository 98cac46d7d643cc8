"""Bytes to records and back: nothing here knows what a document says."""
