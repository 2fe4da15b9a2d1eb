"""The exercises and set types that come with the product: data files and their reader, without Django."""
