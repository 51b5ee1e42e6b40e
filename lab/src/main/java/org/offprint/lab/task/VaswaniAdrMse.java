package org.offprint.lab.task;

import org.offprint.methods.distill.AdrMse;

/// {@link VaswaniReranking} by the teacher's ranks.
public final class VaswaniAdrMse extends VaswaniReranking {
  public VaswaniAdrMse() {
    super("adr-mse", "ADR-MSE", AdrMse.standard(), true);
  }
}
