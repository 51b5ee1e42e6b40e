package org.offprint.methods.tensor;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Convolutions, pooling and batch statistics, by libtorch. Layout: batch, channels, then space.
public final class Convolution {
  private Convolution() {}

  /// @param x (N, C, L)
  /// @param kernel (K, C / groups, size)
  /// @return (N, K, (L + 2 padding − dilation (size − 1) − 1) / stride + 1)
  public static Tensor conv1d(
      Tensor x,
      Tensor kernel,
      @Nullable Tensor bias,
      long stride,
      long padding,
      long dilation,
      long groups) {
    return x.part(
        torch.conv1d(
            x.raw,
            kernel.raw,
            optional(bias),
            new long[] {stride},
            new long[] {padding},
            new long[] {dilation},
            groups),
        others(kernel, bias));
  }

  /// @param x (N, C, H, W)
  /// @param kernel (K, C / groups, h, w)
  public static Tensor conv2d(
      Tensor x, Tensor kernel, @Nullable Tensor bias, long stride, long padding, long groups) {
    return x.part(
        torch.conv2d(
            x.raw,
            kernel.raw,
            optional(bias),
            new long[] {stride, stride},
            new long[] {padding, padding},
            new long[] {1, 1},
            groups),
        others(kernel, bias));
  }

  /// @param x (N, C, H, W)
  /// @param kernel (C, K, h, w)
  /// @return (N, K, (H − 1) stride − 2 padding + h + outputPadding, …)
  public static Tensor transposed2d(
      Tensor x,
      Tensor kernel,
      @Nullable Tensor bias,
      long stride,
      long padding,
      long outputPadding) {
    return x.part(
        torch.conv_transpose2d(
            x.raw,
            kernel.raw,
            optional(bias),
            new long[] {stride, stride},
            new long[] {padding, padding},
            new long[] {outputPadding, outputPadding},
            1,
            1,
            1),
        others(kernel, bias));
  }

  /// The mean of each size × size square, `size` apart.
  public static Tensor averagePool2d(Tensor x, long size) {
    return x.part(
        torch.avg_pool2d(
            x.raw,
            new long[] {size, size},
            new long[] {size, size},
            new long[] {0, 0},
            false,
            true,
            new LongOptional()));
  }

  /// Each channel shifted and scaled to mean 0 and variance 1: by the batch in training, which also
  /// moves the running statistics by `momentum`, else by the running statistics.
  public static Tensor batchNorm(
      Tensor x,
      @Nullable Tensor gain,
      @Nullable Tensor bias,
      Tensor runningMean,
      Tensor runningVariance,
      boolean training,
      double momentum,
      double epsilon) {
    return x.part(
        torch.batch_norm(
            x.raw,
            optional(gain),
            optional(bias),
            optional(runningMean),
            optional(runningVariance),
            training,
            momentum,
            epsilon,
            false),
        others(gain, bias));
  }

  /// r² channels become an r times larger picture.
  public static Tensor pixelShuffle(Tensor x, long r) {
    return x.part(torch.pixel_shuffle(x.raw, r));
  }

  /// Reads a picture at places between its pixels, by bilinear interpolation; outside it is 0.
  ///
  /// @param x (N, C, H, W)
  /// @param places (N, h, w, 2) as (column, row), −1 at the outer edge of the first pixel and 1 at
  ///   that of the last
  /// @return (N, C, h, w)
  public static Tensor sample(Tensor x, Tensor places) {
    return x.part(torch.grid_sampler(x.raw, places.raw, 0, 0, false), places);
  }

  private static TensorOptional optional(@Nullable Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor.raw);
  }

  private static Tensor[] others(@Nullable Tensor one, @Nullable Tensor other) {
    if (one == null) {
      return other == null ? new Tensor[0] : new Tensor[] {other};
    }
    return other == null ? new Tensor[] {one} : new Tensor[] {one, other};
  }
}
