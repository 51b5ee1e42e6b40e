package org.offprint.lab.data;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/// Twelve questions about the shape of a digit that a program can answer from its 28 × 28 pixels: a
/// stand-in for what a multimodal model would say of a picture.
public final class DigitAspects {
  private static final float INK = 0.5f; // from here on a pixel counts as written on

  public static final List<String> QUESTIONS =
      List.of(
          "does it enclose much white?",
          "does it enclose more than one place?",
          "is there much ink?",
          "is it like its mirror image, left and right?",
          "is it like its mirror image, top and bottom?",
          "is there a long horizontal bar?",
          "is there a long vertical bar?",
          "is the upper half heavier?",
          "is the left half heavier?",
          "is it wide?",
          "does it lean to the right?",
          "does a line through its middle cross many strokes?");

  private DigitAspects() {}

  /// The answers: how probable Yes is for each image and question, 1 / (1 + e^(−2 z)), z being the
  /// measure of the image less the mean over all images given, over their deviation.
  ///
  /// @return (images, questions)
  public static float[][] answers(Digits images) {
    int side = (int) Math.round(Math.sqrt(images.width()));
    double[][] measures =
        Arrays.stream(images.pixels()).map(image -> measures(image, side)).toArray(double[][]::new);
    float[][] answers = new float[measures.length][QUESTIONS.size()];
    for (int question = 0; question < QUESTIONS.size(); question++) {
      int column = question;
      double mean = Arrays.stream(measures).mapToDouble(row -> row[column]).average().orElse(0);
      double variance =
          Arrays.stream(measures)
              .mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
              .average()
              .orElse(0);
      for (int n = 0; n < measures.length; n++) {
        double z = (measures[n][column] - mean) / Math.max(1e-9, Math.sqrt(variance));
        answers[n][column] = (float) (1 / (1 + Math.exp(-2 * z)));
      }
    }
    return answers;
  }

  /// One number a question, larger the more the answer is Yes.
  ///
  /// @param image row by row
  static double[] measures(float[] image, int side) {
    int[] holes = holes(image, side);
    double ink = 0;
    double across = 0;
    double along = 0;
    double upper = 0;
    double left = 0;
    double widestRow = 0;
    double tallestColumn = 0;
    double meanX = 0;
    double meanY = 0;
    int[] box = {side, -1, side, -1};
    for (int y = 0; y < side; y++) {
      double row = 0;
      double column = 0;
      for (int x = 0; x < side; x++) {
        float pixel = image[y * side + x];
        row += pixel;
        column += image[x * side + y];
        across += Math.abs(pixel - image[y * side + side - 1 - x]);
        along += Math.abs(pixel - image[(side - 1 - y) * side + x]);
        upper += y < side / 2 ? pixel : -pixel;
        left += x < side / 2 ? pixel : -pixel;
        meanX += x * pixel;
        meanY += y * pixel;
        if (pixel >= INK) {
          box =
              new int[] {
                Math.min(box[0], x), Math.max(box[1], x), Math.min(box[2], y), Math.max(box[3], y)
              };
        }
      }
      ink += row;
      widestRow = Math.max(widestRow, row);
      tallestColumn = Math.max(tallestColumn, column);
    }
    double some = Math.max(ink, 1e-6);
    double lean = 0;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        lean -= image[y * side + x] * (x - meanX / some) * (y - meanY / some);
      }
    }
    double wide = (box[1] - box[0] + 1.0) / Math.max(1, box[3] - box[2] + 1);
    return new double[] {
      holes[1],
      holes[0],
      ink,
      -across / some,
      -along / some,
      widestRow,
      tallestColumn,
      upper / some,
      left / some,
      box[1] < 0 ? 0 : wide,
      lean / some,
      strokes(image, side)
    };
  }

  /// How often the middle row, from left to right, steps from white into ink.
  private static int strokes(float[] image, int side) {
    int count = 0;
    for (int x = 1; x < side; x++) {
      int here = side / 2 * side + x;
      count += image[here] >= INK && image[here - 1] < INK ? 1 : 0;
    }
    return count;
  }

  /// How many places without ink touch no edge, and how many pixels they have together.
  static int[] holes(float[] image, int side) {
    boolean[] seen = new boolean[image.length];
    int count = 0;
    int pixels = 0;
    for (int start = 0; start < image.length; start++) {
      if (seen[start] || image[start] >= INK) {
        continue;
      }
      boolean open = false;
      int size = 0;
      var queue = new ArrayDeque<Integer>();
      queue.add(start);
      seen[start] = true;
      while (!queue.isEmpty()) {
        int here = queue.remove();
        int x = here % side;
        int y = here / side;
        size++;
        open |= x == 0 || y == 0 || x == side - 1 || y == side - 1;
        int[][] steps = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
        for (int[] step : steps) {
          int u = x + step[0];
          int v = y + step[1];
          int there = v * side + u;
          if (u >= 0 && v >= 0 && u < side && v < side && !seen[there] && image[there] < INK) {
            seen[there] = true;
            queue.add(there);
          }
        }
      }
      if (!open) {
        count++;
        pixels += size;
      }
    }
    return new int[] {count, pixels};
  }
}
