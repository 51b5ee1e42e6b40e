package org.offprint.server.paper;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.Version;

/// Title and abstract of a version, kept because a later version changed them.
///
/// @param asOf when that version was submitted; null where no source said so
public record Revision(
    PaperId paper,
    int version,
    String title,
    @JsonProperty("abstract") @Nullable String abstractText,
    @Nullable Instant asOf) {
  /// What is to be kept of `before`, if `told`, a record of a newer version, made it `after`. A
  /// record of the same version that puts it otherwise is no revision, and of a paper whose version
  /// nobody knows nothing can be said.
  static Optional<Revision> of(Paper before, Paper told, Paper after) {
    return newest(before)
        .filter(was ->
            newest(told).filter(is -> is.number() > was.number()).isPresent()
                && !same(before, after))
        .map(was ->
            new Revision(
                before.id(), was.number(), before.title(), before.abstractText(), was.submitted()));
  }

  private static Optional<Version> newest(Paper paper) {
    return paper.versions().stream().max(Comparator.comparingInt(Version::number));
  }

  /// Sources break lines where they like.
  private static boolean same(Paper a, Paper b) {
    return words(a.title()).equals(words(b.title()))
        && (a.abstractText() == null || words(a.abstractText()).equals(words(b.abstractText())));
  }

  private static String words(@Nullable String text) {
    return text == null ? "" : text.strip().replaceAll("\\s+", " ");
  }
}
