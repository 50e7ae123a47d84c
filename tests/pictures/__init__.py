"""Every screen of phone and desk at both sizes, into screenshots/: `make screenshots`."""
