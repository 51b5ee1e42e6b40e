package org.offprint.lab.data;

import org.offprint.catalog.result.DataSource;
import org.offprint.lab.task.Lab;

/// Two years of a transformer, by the hour: six loads and the temperature of its oil, standardised
/// by the twelve months of training.
///
/// @param series (17,420 hours, 7 channels)
public record Ett(float[][] series) {
  public static final int CHANNELS = 7;
  public static final int CONTEXT = 96;
  public static final int HORIZON = 96;

  /// The customary split: twelve months, four, and four; the rest is left out.
  public static final int TRAINING = 8640;

  public static final int VALIDATION = 2880;
  public static final int TEST = 2880;
  public static final String SPLIT =
      "the customary one: 8,640 hours of training, 2,880 of validation, 2,880 of test, standardised by the training hours; windows 96 to 96";

  public static final DataSource H1 =
      new DataSource(
          "ETTh1",
          "forecasting/ETTh1.csv",
          "https://raw.githubusercontent.com/zhouhaoyi/ETDataset/main/ETT-small/ETTh1.csv",
          "f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066",
          "CC BY-ND 4.0");

  public static Ett read(Lab lab) {
    return parse(lab.text(H1));
  }

  static Ett parse(String csv) {
    String[] lines = csv.strip().split("\r?\n", -1);
    float[][] series = new float[lines.length - 1][CHANNELS];
    for (int row = 0; row < series.length; row++) {
      String[] cells = lines[row + 1].split(",", -1);
      if (cells.length != CHANNELS + 1) {
        throw new IllegalArgumentException(
            "line %d of ETTh1 has %d cells: expected a date and %d numbers: '%s'"
                .formatted(row + 2, cells.length, CHANNELS, lines[row + 1]));
      }
      for (int c = 0; c < CHANNELS; c++) {
        series[row][c] = Float.parseFloat(cells[c + 1]);
      }
    }
    standardise(series, Math.min(TRAINING, series.length));
    return new Ett(series);
  }

  /// Gives each channel mean 0 and variance 1 over the first steps.
  public static void standardise(float[][] series, int steps) {
    for (int c = 0; c < series[0].length; c++) {
      double sum = 0;
      double squares = 0;
      for (int t = 0; t < steps; t++) {
        sum += series[t][c];
        squares += (double) series[t][c] * series[t][c];
      }
      double mean = sum / steps;
      double deviation = Math.sqrt(Math.max(squares / steps - mean * mean, 1e-12));
      for (float[] row : series) {
        row[c] = (float) ((row[c] - mean) / deviation);
      }
    }
  }

  public Windows training() {
    return Windows.between(series, CONTEXT, HORIZON, 0, TRAINING, 1);
  }

  public Windows validation(int stride) {
    return Windows.between(series, CONTEXT, HORIZON, TRAINING, TRAINING + VALIDATION, stride);
  }

  public Windows test(int stride) {
    int from = TRAINING + VALIDATION;
    return Windows.between(series, CONTEXT, HORIZON, from, from + TEST, stride);
  }
}
