package org.offprint.server.harvest;

/// That a page cannot be what its source meant to send. The walk goes on from the same place later,
/// or from its beginning where the place is no longer known to the source.
public final class BrokenPage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean startAgain;

  public BrokenPage(String why) {
    this(why, false);
  }

  private BrokenPage(String why, boolean startAgain) {
    super(why);
    this.startAgain = startAgain;
  }

  /// The source has forgotten the cursor.
  public static BrokenPage cursorForgotten(String why) {
    return new BrokenPage(why, true);
  }

  boolean startsAgain() {
    return startAgain;
  }
}
