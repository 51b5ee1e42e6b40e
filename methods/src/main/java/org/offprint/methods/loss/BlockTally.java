package org.offprint.methods.loss;

import java.util.concurrent.atomic.LongAdder;

/// Counts the blocks of the backward passes and those among them that the filter skipped.
public final class BlockTally {
  private final LongAdder blocks = new LongAdder();
  private final LongAdder skipped = new LongAdder();

  void add(long skippedBlocks, long allBlocks) {
    skipped.add(skippedBlocks);
    blocks.add(allBlocks);
  }

  public long blocks() {
    return blocks.sum();
  }

  public long skipped() {
    return skipped.sum();
  }

  /// Skipped over all, 0 before the first backward pass.
  public double skippedShare() {
    return blocks() == 0 ? 0 : (double) skipped() / blocks();
  }

  public void reset() {
    blocks.reset();
    skipped.reset();
  }
}
