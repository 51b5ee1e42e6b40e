package org.offprint.server.talk;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.web.Viewer;

/// For whom comments are read. The text of a hidden one is there only for its author and for
/// curators: whoever asks for comments says for whom, so that no page can forget it.
///
/// @param account null for somebody without an account
public record Reader(@Nullable Long account, boolean curates) {
  public static final Reader ANYBODY = new Reader(null, false);

  public static Reader of(Optional<Viewer> viewer) {
    return viewer.map(one -> new Reader(one.account(), one.curates())).orElse(ANYBODY);
  }

  boolean sees(@Nullable Long author) {
    return curates || (account != null && account.equals(author));
  }
}
