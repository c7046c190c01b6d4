"""How fast, how large and how safe a sync is, on documents that this package generates."""
