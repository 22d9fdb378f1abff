"""The product as a whole: settings, urls, command line, base templates. The only place that knows every package."""
