"""What is known and said as data: TOML files beside the code that loads them."""
