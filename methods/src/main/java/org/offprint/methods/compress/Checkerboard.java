package org.offprint.methods.compress;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A grid in two halves, so that one half can be coded all at once and then help to predict the
/// other. Anchors, which come first, are the places with row + column odd.
///
/// A half is squeezed to half the columns: (…, H, W) to (…, H, W / 2), each row's places in order.
///
/// Source: the checkerboard of MLIC (arXiv:2504.19119 builds on it) and S2LIC (arXiv:2403.14471);
/// which half comes first is read in MLIC's code. Throws: IllegalArgumentException if H or W is odd
/// or 0.
@Source(paper = "arXiv:2504.19119", equation = "checkerboard partition")
public final class Checkerboard {
  /// Which places.
  public enum Half {
    ANCHOR,
    OTHER
  }

  private final int height;
  private final int width;

  public Checkerboard(int height, int width) {
    if (height < 2 || width < 2 || height % 2 != 0 || width % 2 != 0) {
      throw new IllegalArgumentException(
          "a checkerboard of %d × %d has halves of two shapes: expected an even height and an even width."
              .formatted(height, width));
    }
    this.height = height;
    this.width = width;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /// The column of the i-th place of a half in a row.
  private static int column(int row, int i, Half half) {
    return 2 * i + (row % 2 == 0 == (half == Half.ANCHOR) ? 1 : 0);
  }

  /// (H, W) with 1 at the places of a half.
  public Tensor mask(Half half, Type type) {
    double[] mask = new double[height * width];
    for (int row = 0; row < height; row++) {
      for (int i = 0; i < width / 2; i++) {
        mask[row * width + column(row, i, half)] = 1;
      }
    }
    return Tensor.of(mask, height, width).to(type);
  }

  private Tensor columns(Half half, long... leading) {
    long[] columns = new long[height * width / 2];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(i / (width / 2), i % (width / 2), half);
    }
    long[] shape = leading.clone();
    shape[shape.length - 1] = width / 2;
    return Tensor.of(columns, height, width / 2).expand(shape);
  }

  /// Row and column of each place of a half, in the order of squeezing.
  double[][] positions(Half half) {
    double[][] positions = new double[2][height * width / 2];
    for (int i = 0; i < height * width / 2; i++) {
      positions[0][i] = i / (width / 2);
      positions[1][i] = column(i / (width / 2), i % (width / 2), half);
    }
    return positions;
  }

  /// The places of a half, (…, H, W / 2).
  public Tensor squeeze(Tensor x, Half half) {
    require(x, width);
    return x.gather(-1, columns(half, x.shape()));
  }

  /// The squeezed places back where they were, 0 at the others.
  public Tensor unsqueeze(Tensor squeezed, Half half) {
    require(squeezed, width / 2);
    long[] shape = squeezed.shape();
    shape[shape.length - 1] = width;
    return Tensor.zeros(squeezed.type(), shape).scatter(-1, columns(half, shape), squeezed);
  }

  private void require(Tensor x, int columns) {
    if (x.rank() < 2) {
      throw new IllegalArgumentException(
          "x has shape %s; expected (…, %d, %d)."
              .formatted(Shapes.text(x.shape()), height, columns));
    }
    Shapes.requireSize("x", x, -2, height, "the height of the checkerboard");
    Shapes.requireSize("x", x, -1, columns, "the width of the checkerboard or of a half");
  }
}
