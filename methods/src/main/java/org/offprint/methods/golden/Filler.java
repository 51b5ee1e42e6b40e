package org.offprint.methods.golden;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.tensor.Tensor;

/// The numbers that a golden file names instead of holding them: entry i, in row order, of tensor k
/// is
///
///     scale (2h / 65521 − 1) with h = (31 i² + 7919 i + 104729 k + 12345) mod 65521
public final class Filler {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<offset>[-\\d.]+)\\s*\\+\\s*)?qfill\\(\\((?<shape>[\\d,\\s]*)\\),\\s*(?<k>\\d+)(?:,\\s*(?<scale>[-\\d.eE]+))?\\)");

  private Filler() {}

  public static Tensor fill(long k, double scale, long... shape) {
    double[] values = new double[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      long h = Math.floorMod(31L * i * i + 7919L * i + 104729L * k + 12345L, 65521L);
      values[i] = scale * (2.0 * h / 65521.0 - 1.0);
    }
    return Tensor.of(values, shape);
  }

  /// `qfill((2,5),1,3.0)`; without a scale it is 0.3; `1+qfill(…)` adds one.
  public static Tensor parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not understood: expected numbers, or a text such as qfill((2,5),1,3.0)"
              .formatted(text));
    }
    long[] shape =
        Arrays.stream(matcher.group("shape").split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    String scale = matcher.group("scale");
    String offset = matcher.group("offset");
    Tensor filled =
        fill(
            Long.parseLong(matcher.group("k")),
            scale == null ? 0.3 : Double.parseDouble(scale),
            shape);
    return offset == null ? filled : filled.add(Double.parseDouble(offset));
  }
}
