package org.offprint.lab.data;

import java.util.stream.IntStream;
import org.offprint.methods.tensor.Tensor;

/// A part of a series cut into windows, each a past and the future that came after it.
///
/// @param series (steps, channels), shared by all parts of a split
/// @param starts the first step of each window
public record Windows(float[][] series, int context, int horizon, int... starts) {
  public Windows {
    for (int start : starts) {
      if (start < 0 || start + context + horizon > series.length) {
        throw new IllegalArgumentException(
            "a window of %d + %d steps from step %d does not fit in %d steps"
                .formatted(context, horizon, start, series.length));
      }
    }
  }

  /// Every window whose future lies in the steps from `from` to before `to`, or each `stride`-th of
  /// them; its past may begin before.
  public static Windows between(
      float[][] series, int context, int horizon, int from, int to, int stride) {
    int first = Math.max(from - context, 0);
    int last = to - context - horizon;
    return new Windows(
        series,
        context,
        horizon,
        IntStream.rangeClosed(0, (last - first) / stride).map(i -> first + i * stride).toArray());
  }

  /// @param past (B, context, C)
  /// @param future (B, horizon, C)
  public record Batch(Tensor past, Tensor future) {}

  /// @param which windows, by their place in `starts`
  public Batch batch(int... which) {
    int channels = series[0].length;
    float[] past = new float[which.length * context * channels];
    float[] future = new float[which.length * horizon * channels];
    for (int i = 0; i < which.length; i++) {
      int start = starts[which[i]];
      for (int t = 0; t < context; t++) {
        System.arraycopy(series[start + t], 0, past, (i * context + t) * channels, channels);
      }
      for (int t = 0; t < horizon; t++) {
        System.arraycopy(
            series[start + context + t], 0, future, (i * horizon + t) * channels, channels);
      }
    }
    return new Batch(
        Tensor.of(past, which.length, context, channels),
        Tensor.of(future, which.length, horizon, channels));
  }

  /// The windows from the place `from` to before `to`.
  public Batch range(int from, int to) {
    return batch(IntStream.range(from, to).toArray());
  }

  public int size() {
    return starts.length;
  }
}
