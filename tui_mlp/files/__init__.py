"""What any file needs: bytes, text fit for a screen, TOML, NPZ, writing that survives crashes."""
