"""Look (界面词语和样式): the words, dates, figures, icons and inline styles that every page is made of."""
