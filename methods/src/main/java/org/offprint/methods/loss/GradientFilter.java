package org.offprint.methods.loss;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.tensor.Type;

/// Which blocks of a gradient are too small to matter: those whose every |softmax − onehot| is
/// below epsilon.
///
/// @param epsilon the bound; null for "auto", the machine epsilon of the type over 32: 2⁻¹² for
///   bfloat16, 2⁻²⁸ for float32
/// @param embeddings whether such a block is left out of the gradient of the embeddings
/// @param classifier whether it is left out of the gradients of the classifier and its bias
public record GradientFilter(@Nullable Double epsilon, boolean embeddings, boolean classifier) {
  public static final GradientFilter AUTO = new GradientFilter(null, true, true);
  public static final GradientFilter NONE = new GradientFilter(null, false, false);

  public GradientFilter {
    if (epsilon != null && !(epsilon >= 0 && epsilon < 1)) {
      throw new IllegalArgumentException(
          "filter epsilon = %s: expected a number from 0 to below 1, or null for auto."
              .formatted(epsilon));
    }
  }

  public static GradientFilter below(double epsilon) {
    return new GradientFilter(epsilon, true, true);
  }

  /// The threshold for logits of a type; 0 where nothing is to be skipped.
  public double epsilonFor(Type type) {
    if (!embeddings && !classifier) {
      return 0;
    }
    return epsilon != null ? epsilon : type.epsilon() / 32;
  }
}
