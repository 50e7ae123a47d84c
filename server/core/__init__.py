"""Floor 0: the plain mechanics that know neither tables nor the words of the domain."""
