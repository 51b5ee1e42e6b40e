package org.offprint.lab.task;

import org.offprint.methods.distill.InfoNce;

/// {@link VaswaniReranking} by the judgements of a whole list.
public final class VaswaniInfoNce extends VaswaniReranking {
  public VaswaniInfoNce() {
    super("info-nce", "InfoNCE", InfoNce.standard(), false);
  }
}
