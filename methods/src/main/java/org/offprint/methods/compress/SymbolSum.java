package org.offprint.methods.compress;

import java.util.zip.CRC32C;

/// A check sum of coded symbols. The coder alone cannot notice that a decoder predicts other
/// probabilities than the encoder did.
final class SymbolSum {
  private final CRC32C sum = new CRC32C();

  void add(long symbol) {
    for (int shift = 0; shift < 64; shift += 8) {
      sum.update((int) (symbol >>> shift) & 0xff);
    }
  }

  int value() {
    return (int) sum.getValue();
  }

  void require(int expected) {
    if (value() != expected) {
      throw new CorruptBytes(
          "the decoded symbols are not those that were coded: decode with the weights that encoded, on a machine that rounds alike.");
    }
  }
}
