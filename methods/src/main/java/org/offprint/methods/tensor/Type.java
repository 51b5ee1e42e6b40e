package org.offprint.methods.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What the elements of a tensor are.
public enum Type {
  FLOAT32(ScalarType.Float, 4, Math.ulp(1.0f)),
  FLOAT64(ScalarType.Double, 8, Math.ulp(1.0)),
  FLOAT16(ScalarType.Half, 2, 0x1p-10),
  BFLOAT16(ScalarType.BFloat16, 2, 0x1p-7),
  INT64(ScalarType.Long, 8, 0),
  BOOL(ScalarType.Bool, 1, 0);

  final ScalarType raw;
  private final int bytes;
  private final double epsilon;

  Type(ScalarType raw, int bytes, double epsilon) {
    this.raw = raw;
    this.bytes = bytes;
    this.epsilon = epsilon;
  }

  static Type of(ScalarType raw) {
    for (Type type : values()) {
      if (type.raw.value == raw.value) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "a tensor of %s has no name here; convert it to float32 or int64 first".formatted(raw));
  }

  public int bytes() {
    return bytes;
  }

  /// The distance from 1 to the next larger number; 0 where numbers have no fraction.
  public double epsilon() {
    return epsilon;
  }

  public boolean isFloating() {
    return epsilon > 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
