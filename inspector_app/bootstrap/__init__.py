"""The one place that knows every room: builds them, connects them, closes them."""
