"""The look that every face shares: words in two languages, dates and money, templates, style. It holds no page."""
