package org.offprint.server.rehearsal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A paper of the fake arXiv with its whole life, of which a moment shows a part.
final class FakePaper {
  /// @param submitted before `announced`, by hours or, where it was held back, by days
  /// @param withdrawal says that the paper is withdrawn, and has no content
  record Version(
      int number,
      Instant submitted,
      LocalDate announced,
      String title,
      String text,
      boolean withdrawal) {}

  final String id;
  final List<String> authors; // family names and initials: `Ada Quill`
  final List<Version> versions = new ArrayList<>();

  /// Every category with the list on which it named the paper first; the first is the primary one.
  final Map<String, LocalDate> categories = new TreeMap<>();

  final String primary;

  /// Days on which only its record changed.
  final List<LocalDate> touched = new ArrayList<>();

  /// When it was taken away altogether.
  @Nullable LocalDate deleted;

  FakePaper(String id, String primary, List<String> authors) {
    this.id = id;
    this.primary = primary;
    this.authors = List.copyOf(authors);
  }

  /// The versions that were announced on the list of `day` or before.
  List<Version> until(LocalDate day) {
    return versions.stream().filter(version -> !version.announced().isAfter(day)).toList();
  }

  /// Its categories on that day, the primary one first.
  List<String> categoriesOn(LocalDate day) {
    List<String> known = new ArrayList<>(List.of(primary));
    categories.forEach((category, since) -> {
      if (!category.equals(primary) && !since.isAfter(day)) {
        known.add(category);
      }
    });
    return known;
  }

  LocalDate announced() {
    return versions.getFirst().announced();
  }
}
