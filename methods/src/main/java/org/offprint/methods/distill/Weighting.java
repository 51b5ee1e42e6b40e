package org.offprint.methods.distill;

/// How much each step of a Plackett-Luce likelihood counts.
public enum Weighting {
  /// The teacher's probability of the class chosen at the step: Plackett-Luce distillation.
  TEACHER,
  /// 1 / C at every step: ListMLE (Xia et al., ICML 2008) over C.
  UNIFORM,
  /// 1 at the first step and 0 after it: cross-entropy.
  FIRST,
  /// 2^(C − k) − 1 at step k of C: position-aware ListMLE (Lan et al., UAI 2014).
  POSITION
}
