package org.offprint.server.talk;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.springframework.web.util.UriUtils;

/// A comment as somebody may see it.
///
/// @param parent the comment that it answers; null for one about the paper
/// @param writer null for somebody who has left
/// @param text Markdown; empty for one that is deleted, and for one that is hidden from whoever
///   reads
/// @param edited null as long as it stands as it was written
/// @param revision 1 at first, one more with each edit
/// @param hidden null for one that everybody may read
public record Comment(
    long id,
    PaperId paper,
    @Nullable Long parent,
    @Nullable Writer writer,
    String text,
    int revision,
    Instant created,
    @Nullable Instant edited,
    boolean deleted,
    @Nullable Hiding hidden) {
  /// @param name as in addresses
  /// @param shown what pages call them
  public record Writer(long account, String name, String shown) {}

  /// @param by the name of the curator who hid it
  /// @param note why, for everybody to read
  public record Hiding(String by, String note, Instant at) {}

  /// Whether everybody may read it.
  public boolean open() {
    return !deleted && hidden == null;
  }

  public boolean by(@Nullable Long account) {
    return account != null && writer != null && writer.account() == account;
  }

  /// What pages call who wrote it.
  public String by() {
    return writer == null ? "Somebody who has left" : writer.shown();
  }

  /// Its place on the page of its paper.
  public String href() {
    return page(paper) + "#c" + id;
  }

  /// The page of a paper.
  public static String page(PaperId paper) {
    return "/papers/" + UriUtils.encodePath(paper.value(), StandardCharsets.UTF_8);
  }
}
