"""The kernel for record batches under distributed engines: one thin file for each, and an extra. It judges nothing."""
