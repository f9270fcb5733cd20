"""Pages of the knowledge base. A view reads the request, makes one service call and renders."""
