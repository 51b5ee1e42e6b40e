package org.offprint.methods.forecast;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The checks at the door of every forecaster.
final class Window {
  private Window() {}

  /// Any number of channels, exactly the context's steps.
  static void require(Tensor window, int context) {
    requireLong(window, 0);
    Shapes.requireSize("window", window, 1, context, "the context of the model");
  }

  static void require(Tensor window, int context, int channels) {
    require(window, context);
    Shapes.requireSize("window", window, 2, channels, "the channels of the model");
  }

  /// The context's steps or more.
  static void requireLong(Tensor window, int context) {
    Shapes.requireType("window", window, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("window", window, 3, "(B, context, C)");
    if (window.size(1) < context) {
      throw new IllegalArgumentException(
          "window has shape %s; expected %d steps or more in dimension 1."
              .formatted(Shapes.text(window.shape()), context));
    }
  }

  static int requirePositive(String name, int value) {
    Shapes.require(name, value, value >= 1, "1 or more");
    return value;
  }
}
