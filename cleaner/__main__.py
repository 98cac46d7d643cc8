"""`python -m cleaner` is `clean`."""

from cleaner.cli import main

if __name__ == "__main__":  # worker processes import this module and must not start a command line of their own
    main()
