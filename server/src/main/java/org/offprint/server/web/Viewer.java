package org.offprint.server.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who looks at the page that is being rendered, where they are signed in. What pages show of them
/// is theirs alone, so what is rendered for a viewer is never kept.
///
/// @param name as it stands in addresses
/// @param shown what pages call them
/// @param proof what each form of theirs must carry
/// @param curates whether they look after papers, records and comments
/// @param rules whether they give roles
/// @param news how many notifications they have not read
public record Viewer(
    long account,
    String name,
    String shown,
    String proof,
    boolean curates,
    boolean rules,
    int news) {
  private static final ThreadLocal<@Nullable Viewer> CURRENT = new ThreadLocal<>();

  /// The viewer of the request that this thread answers; empty for a reader without an account.
  public static Optional<Viewer> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /// For templates.
  public static @Nullable Viewer orNull() {
    return CURRENT.get();
  }

  /// Answers a request on behalf of a viewer.
  public static <E extends Exception, F extends Exception> void during(
      @Nullable Viewer viewer, Work<E, F> work) throws E, F {
    CURRENT.set(viewer);
    try {
      work.run();
    } finally {
      CURRENT.remove();
    }
  }

  /// What is done meanwhile.
  public interface Work<E extends Exception, F extends Exception> {
    void run() throws E, F;
  }
}
