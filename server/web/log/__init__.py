"""The log at the desk (操作记录): who did what, in plain words, for those who watch over the system."""
