package org.offprint.server.search;

/// A stretch of text, highlighted or not. Pieces in order join to the text.
public record Piece(String text, boolean highlighted) {}
