package org.offprint.methods.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.jspecify.annotations.Nullable;

/// The lifetime of native memory: every tensor made inside is freed when the scope closes, except those kept. A
/// loop opens one a step, since the garbage collector sees the handle of a tensor and not its megabytes.
///
///     try (var step = new Scope()) {
///       loss.apply(logits, labels).backward();
///     }
public final class Scope implements AutoCloseable {
  private final @Nullable PointerScope around = PointerScope.getInnerScope();
  private final PointerScope pointers = new PointerScope();
  private final boolean gradientsBefore = GradMode.is_enabled();

  /// A scope in which operations leave no trace for a backward pass.
  public static Scope withoutGradients() {
    Scope scope = new Scope();
    GradMode.set_enabled(false);
    return scope;
  }

  /// Hands a tensor to the scope around this one; without one, the garbage collector frees it.
  public Tensor keep(Tensor tensor) {
    if (around != null) {
      around.attach(tensor.raw);
    } else {
      tensor.raw.retainReference(); // else leaving the scope would free it at once
    }
    pointers.detach(tensor.raw);
    return tensor;
  }

  @Override
  public void close() {
    GradMode.set_enabled(gradientsBefore);
    pointers.close();
  }
}
