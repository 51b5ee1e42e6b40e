package org.offprint.lab.task;

import org.offprint.methods.distill.RankNet;

/// {@link VaswaniReranking} by the teacher's order of pairs.
public final class VaswaniRankNet extends VaswaniReranking {
  public VaswaniRankNet() {
    super("ranknet-distillation", "RankNet", RankNet.standard(), true);
  }
}
