package org.offprint.methods.compress;

/// Bytes that no encoder of this package wrote, or that were damaged since, or that another model
/// wrote.
public final class CorruptBytes extends IllegalArgumentException {
  public CorruptBytes(String message) {
    super(message);
  }
}
