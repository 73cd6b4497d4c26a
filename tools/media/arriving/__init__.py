"""How an ad gets here: by a path, an address, as base64 or by upload; files that may be read go out."""
