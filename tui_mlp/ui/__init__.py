"""The Textual program: renderables, panels, screens and the app."""
