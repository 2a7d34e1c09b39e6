"""One opened year: what people wrote and what its steps made; decides nothing."""
