"""How the sentences of the code are found, and the tool that keeps the catalogues of `locale/` with them."""
