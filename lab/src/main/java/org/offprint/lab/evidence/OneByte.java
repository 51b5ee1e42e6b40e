package org.offprint.lab.evidence;

import java.util.Optional;
import java.util.function.Predicate;

/// Finds the one byte that changed in a file of which only checksums are known. CRC-32 is linear:
/// the checksums of two files that differ in one byte differ by a value that only few places and
/// values can give, and the SHA-256 or the signature says which of them it was.
final class OneByte {
  private static final int[] TABLE = new int[256];

  /// The index of the entry of {@link #TABLE} that begins with a byte: all begin differently.
  private static final int[] BY_FIRST = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int register = i;
      for (int bit = 0; bit < 8; bit++) {
        register = (register & 1) == 0 ? register >>> 1 : (register >>> 1) ^ 0xEDB88320;
      }
      TABLE[i] = register;
      BY_FIRST[register >>> 24] = i;
    }
  }

  private OneByte() {}

  /// @param was the byte before, from 0 to 255
  /// @param repaired the file as it was
  record Change(int place, int was, int is, byte[] repaired) {}

  /// @param now the file as it is
  /// @param crc the checksum of the file as it was
  /// @param isOriginal whether a candidate is the file as it was
  static Optional<Change> find(byte[] now, int crc, Predicate<byte[]> isOriginal) {
    int register = Hashes.crc(now) ^ crc;
    if (register == 0) {
      return Optional.empty();
    }
    for (int place = now.length - 1; place >= 0; place--) {
      int difference = BY_FIRST[register >>> 24];
      if (TABLE[difference] == register) {
        byte[] candidate = now.clone();
        candidate[place] ^= (byte) difference;
        if (isOriginal.test(candidate)) {
          return Optional.of(
              new Change(place, candidate[place] & 0xff, now[place] & 0xff, candidate));
        }
      }
      // One step back: the register before a byte of zero went through it.
      register = ((register ^ TABLE[difference]) << 8) | difference;
    }
    return Optional.empty();
  }
}
