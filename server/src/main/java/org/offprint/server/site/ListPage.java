package org.offprint.server.site;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page whose content is a list of papers: a day, a week, a month, an edition, the trending
/// order, an author, an organisation, a category.
///
/// @param kind what the list is, for the style sheet: `day`, `span`, `shelf`
/// @param heading the page's title
/// @param facts what stands under the title, joined by dots
/// @param notice a sentence about why the list is not what was asked for; empty as a rule
/// @param spans the longer spans around this one
/// @param days the days with papers inside this span
/// @param standings how the day stands, and a later one; none where nobody follows arXiv
/// @param lead true when the first paper opens the page in larger type
public record ListPage(
    Frame frame,
    String kind,
    String heading,
    List<String> facts,
    @Nullable Step earlier,
    @Nullable Step later,
    String notice,
    List<Step> spans,
    List<Step> days,
    List<DayStanding> standings,
    boolean lead,
    List<Row> rows,
    Paging paging) {
  /// A way to a neighbouring list.
  ///
  /// @param words what the link says
  /// @param full what it means when read aloud
  /// @param here true for the list that is being shown
  public record Step(String href, String words, String full, boolean here) {}

  /// Where this page stands among the pages of a list.
  public record Paging(String address, int page, int pages, int total, int size) {
    public static Paging of(String address, int page, int total, int size) {
      return new Paging(address, page, Math.max(1, (total + size - 1) / size), total, size);
    }

    public @Nullable String previous() {
      return page > 1 ? Addresses.page(address, page - 1) : null;
    }

    public @Nullable String next() {
      return page < pages ? Addresses.page(address, page + 1) : null;
    }

    public int offset() {
      return (page - 1) * size;
    }
  }

  public List<Row> leading() {
    return lead && !rows.isEmpty() ? rows.subList(0, 1) : List.of();
  }

  public List<Row> left() {
    return rows.subList(leading().size(), cut());
  }

  public List<Row> right() {
    return rows.subList(cut(), rows.size());
  }

  /// Where the right column begins, so that both columns are about as long.
  private int cut() {
    int first = leading().size();
    int all = rows.subList(first, rows.size()).stream().mapToInt(Row::lines).sum();
    int left = 0;
    int cut = first;
    while (cut < rows.size() && left * 2 < all) {
      left += rows.get(cut).lines();
      cut++;
    }
    return cut;
  }
}
