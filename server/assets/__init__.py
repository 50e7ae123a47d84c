"""Floor 3: the thing itself."""
