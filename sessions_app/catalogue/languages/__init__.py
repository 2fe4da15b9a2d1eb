"""Names of exercises in other languages, as phones print them."""
