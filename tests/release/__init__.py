"""What `make dist` makes, unpacked and used as a stranger would."""
