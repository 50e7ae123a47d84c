"""What the README's figures come from: the real server, the demo county, a few callers at once."""
