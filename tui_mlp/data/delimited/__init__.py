"""Text with a separator between its cells: encoding, separator, header, and the table in it."""
