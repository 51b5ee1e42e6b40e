package org.offprint.methods.scaling;

/// Whether measurements follow a law at all; a fit to those that do not would only look like one.
public sealed interface Applicability<L extends ScalingLaw> {
  record Follows<L extends ScalingLaw>(Fitted<L> fit) implements Applicability<L> {}

  /// @param reason which measurement stands against the law
  record DoesNotFollow<L extends ScalingLaw>(String reason) implements Applicability<L> {}

  /// @throws IllegalStateException with the reason, if the law does not apply
  default Fitted<L> orElseThrow() {
    return switch (this) {
      case Follows<L>(Fitted<L> fit) -> fit;
      case DoesNotFollow<L>(String reason) -> throw new IllegalStateException(reason);
    };
  }
}
