"""Arrays to strips of styled text: pure functions that know no app and no widget."""
