package org.offprint.server.digest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.DayState.State;

/// What was chosen for one reader and day.
///
/// @param day the reader's
/// @param number 1 for the first that this reader gets
/// @param standing how the last list stood when it was chosen; null where no category is followed
/// @param holiday why no list was due; empty as a rule
/// @param items what it shows, in its order
/// @param rest what matched and was not shown
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Issue(
    LocalDate day,
    int number,
    Instant made,
    @Nullable Standing standing,
    String holiday,
    List<Item> items,
    List<Rest> rest) {
  /// What kind of thing an item is. A changed paper is another thing than the paper.
  public enum Kind {
    paper,
    changed,
    verdict
  }

  /// @param mark tells apart two items of one kind and paper
  public record Item(PaperId paper, Kind kind, String mark, List<Reason> reasons) {
    public Item {
      reasons = List.copyOf(reasons);
    }
  }

  /// Why an item is there.
  ///
  /// @param text what matched: a category, a name, a search, what a run showed
  /// @param place in the trending list, from 1; else 0
  public record Reason(Why why, String text, int place) {
    public enum Why {
      search,
      author,
      organisation,
      category,
      own,
      picked,
      trending,
      changed,
      verdict
    }
  }

  public record Rest(PaperId paper, Kind kind) {}

  /// How the last list stands, over all followed categories.
  public record Standing(
      LocalDate list, State state, int announced, int missing, List<String> categories) {
    public Standing {
      categories = List.copyOf(categories);
    }
  }

  public Issue {
    items = List.copyOf(items);
    rest = List.copyOf(rest);
  }

  public int matched() {
    return items.size() + rest.size();
  }

  public int shown() {
    return items.size();
  }

  public boolean isQuiet() {
    return items.isEmpty();
  }
}
