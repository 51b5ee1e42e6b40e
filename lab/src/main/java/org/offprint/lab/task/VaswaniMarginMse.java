package org.offprint.lab.task;

import org.offprint.methods.distill.MarginMse;

/// {@link VaswaniReranking} by the teacher's margins.
public final class VaswaniMarginMse extends VaswaniReranking {
  public VaswaniMarginMse() {
    super("margin-mse", "MarginMSE", MarginMse.standard(), true);
  }
}
