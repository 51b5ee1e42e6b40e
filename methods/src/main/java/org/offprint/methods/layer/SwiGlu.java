package org.offprint.methods.layer;

import org.offprint.methods.tensor.Tensor;

/// The gated feed-forward part of a transformer layer (Shazeer, arXiv:2002.05202), without biases.
///
///     y = W_down (silu(W_gate x) ⊙ W_up x)
public final class SwiGlu extends Block {
  private final Linear gate;
  private final Linear up;
  private final Linear down;

  public SwiGlu(Initial initial, long width, long inner) {
    gate = block("gate", new Linear(initial, width, inner, false));
    up = block("up", new Linear(initial, width, inner, false));
    down = block("down", new Linear(initial, inner, width, false));
  }

  public Tensor apply(Tensor x) {
    return down.apply(gate.apply(x).silu().mul(up.apply(x)));
  }

  public Linear gate() {
    return gate;
  }

  public Linear up() {
    return up;
  }

  public Linear down() {
    return down;
  }
}
