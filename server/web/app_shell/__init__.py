"""App shell: the built phone app's page and its service worker, as files of static/app."""
