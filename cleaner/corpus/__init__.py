"""Many files: found, read, cleaned in any number of processes, written whole or not at all. It judges nothing."""
