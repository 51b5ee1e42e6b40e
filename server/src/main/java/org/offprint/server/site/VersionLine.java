package org.offprint.server.site;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Version;
import org.offprint.server.paper.Revision;

/// A version of a paper, and what it changed in title and abstract.
///
/// @param since the version that it is compared with: the one before it, as far as its text was
///   kept
/// @param title what changed in it; empty where nothing did
/// @param text the same of the abstract
public record VersionLine(
    int number,
    @Nullable Instant submitted,
    int since,
    List<WordDiff.Piece> title,
    List<WordDiff.Piece> text) {
  private record Text(int version, String title, String abstractText) {}

  /// The newest first; none where nobody knows of versions.
  static List<VersionLine> of(Paper paper, List<Revision> revisions) {
    List<Version> versions =
        paper.versions().stream().sorted(Comparator.comparingInt(Version::number)).toList();
    if (versions.isEmpty()) {
      return List.of();
    }
    List<Text> texts = new ArrayList<>();
    revisions.forEach(was ->
        texts.add(
            new Text(
                was.version(), was.title(), was.abstractText() == null ? "" : was.abstractText())));
    texts.add(
        new Text(
            versions.getLast().number(),
            paper.title(),
            paper.abstractText() == null ? "" : paper.abstractText()));
    List<VersionLine> lines = new ArrayList<>();
    for (Version version : versions) {
      lines.addFirst(line(version, texts));
    }
    return lines;
  }

  /// A text that was kept held until a newer version changed it: the change came with the first
  /// version after it.
  private static VersionLine line(Version version, List<Text> texts) {
    for (int i = 1; i < texts.size(); i++) {
      Text before = texts.get(i - 1);
      Text after = texts.get(i);
      if (version.number() == after.version() && before.version() < after.version()) {
        return new VersionLine(
            version.number(),
            version.submitted(),
            before.version(),
            changes(before.title(), after.title()),
            changes(before.abstractText(), after.abstractText()));
      }
    }
    return new VersionLine(version.number(), version.submitted(), 0, List.of(), List.of());
  }

  private static List<WordDiff.Piece> changes(String before, String after) {
    return before.isEmpty() || !WordDiff.differ(before, after)
        ? List.of()
        : WordDiff.between(before, after);
  }

  public boolean changed() {
    return !title.isEmpty() || !text.isEmpty();
  }

  public String date() {
    return submitted == null ? "date unknown" : Words.date(SaidDate.of(submitted));
  }
}
