"""How well loaders read: text, tables, headings and reading order against truth written by hand, beside other tools."""
