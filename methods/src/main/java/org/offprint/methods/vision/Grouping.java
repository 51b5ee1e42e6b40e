package org.offprint.methods.vision;

import org.offprint.methods.Shapes;

/// Which places of a picture attend to each other: neighbours in a window (short distance), or every I-th place of a larger square
/// (long distance).
///
///     short: the picture, padded below and to the right to multiples of G, in G × G windows
///     long:  padded to multiples of G I; place (r, c) goes to the group of (r mod I, c mod I) inside its square of G I
///
/// @param size G
/// @param interval I; 0 for windows
public record Grouping(int size, int interval) {
  public Grouping {
    Shapes.require("group size", size, size >= 1, "1 or more");
    Shapes.require("interval", interval, interval >= 0, "0 or more");
  }

  private int side() {
    return interval == 0 ? size : size * interval;
  }

  /// The height or width with its padding.
  public int padded(int length) {
    return Math.ceilDiv(length, side()) * side();
  }

  /// For each group its size² places, as indices into the padded picture row by row. Groups go by
  /// windows, and inside a long-distance square by offsets.
  public int[][] groups(int height, int width) {
    int paddedWidth = padded(width);
    int down = padded(height) / side();
    int across = paddedWidth / side();
    int step = Math.max(interval, 1);
    int[][] groups = new int[down * across * step * step][size * size];
    for (int g = 0; g < groups.length; g++) {
      int offset = g % (step * step);
      int square = g / (step * step);
      int top = square / across * side() + offset / step;
      int left = square % across * side() + offset % step;
      for (int slot = 0; slot < size * size; slot++) {
        int row = top + slot / size * step;
        int column = left + slot % size * step;
        groups[g][slot] = row * paddedWidth + column;
      }
    }
    return groups;
  }

  /// For each pair of slots of a group the number of their offset among the (2 G − 1)² there are,
  /// row by row.
  public static int[] relativeIndex(int size) {
    int places = size * size;
    int[] index = new int[places * places];
    for (int i = 0; i < places; i++) {
      for (int j = 0; j < places; j++) {
        int down = i / size - j / size + size - 1;
        int right = i % size - j % size + size - 1;
        index[i * places + j] = down * (2 * size - 1) + right;
      }
    }
    return index;
  }
}
