package org.offprint.server.site;

import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.server.curate.Picks.Pick;

/// A paper in a list.
///
/// @param votes null where no source counted them
/// @param mine whether the one who looks has voted for it
/// @param place its number in a named edition
/// @param gist abstract or summary, null where there is neither
/// @param ours true when the gist is Offprint's own summary
/// @param standing null for a paper without a method here
/// @param pick how curators chose it for the day; null where they did not
/// @param why one sentence from which a reader can recompute the paper's place
public record Row(
    Paper paper,
    String href,
    Content title,
    @Nullable Integer votes,
    boolean mine,
    @Nullable Integer place,
    String authors,
    @Nullable Integer comments,
    @Nullable String code,
    @Nullable Content gist,
    boolean ours,
    @Nullable Standing standing,
    @Nullable Pick pick,
    String why) {
  static Row of(
      Paper paper,
      @Nullable Listing listing,
      Rows.Texts texts,
      @Nullable Standing standing,
      boolean mine,
      String why) {
    return new Row(
        paper,
        Addresses.paper(paper.id()),
        texts.title(paper),
        paper.tally().upvotes(),
        mine,
        listing == null ? null : listing.position(),
        authors(paper),
        paper.tally().comments(),
        code(paper),
        texts.gist(paper),
        paper.abstractText() == null && paper.summary() != null,
        standing,
        null,
        why);
  }

  /// This row, as chosen by curators.
  Row chosen(Pick by) {
    return new Row(
        paper,
        href,
        title,
        votes,
        mine,
        place,
        authors,
        comments,
        code,
        gist,
        ours,
        standing,
        by,
        "Number %d of what curators chose for the day; what they chose stands first, in their order."
            .formatted(by.place()));
  }

  static @Nullable String gistOf(Paper paper) {
    return paper.abstractText() != null
        ? paper.abstractText()
        : paper.summary() != null ? paper.summary() : paper.machineSummary();
  }

  static String authors(Paper paper) {
    Integer known = paper.knownAuthorCount();
    if (known == null) {
      return "";
    }
    List<String> names = paper.authors().stream().map(Author::name).toList();
    return Words.names(names, Math.max(known, names.size()), 3);
  }

  static @Nullable String code(Paper paper) {
    return paper.links().stream()
        .filter(link -> link.kind() == PaperLink.Kind.code)
        .map(PaperLink::url)
        .findFirst()
        .orElse(null);
  }

  /// About how many lines the row takes in a column, so that two columns end together.
  int lines() {
    return 4 + paper.title().length() / 58 + (gist == null ? 0 : 2);
  }
}
