"""Pages of the forum. A view reads the request, makes one service call and renders."""
