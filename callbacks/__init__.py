"""What a page does in the browser: one module a concern, each with `register(app, desk)`."""
