"""Fitting of the shipped tables, and measurements that anyone with the data can repeat. Never imported by `cleaner`."""
