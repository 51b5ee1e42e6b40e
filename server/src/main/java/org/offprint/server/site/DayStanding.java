package org.offprint.server.site;

import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.DayState;
import org.offprint.server.announce.DayState.State;

/// How a day stands, over all followed categories: one sentence, and a row for each category.
///
/// @param state the least settled of its categories'
/// @param lead the sentence's first words, which say the state
/// @param words the rest of the sentence
/// @param missing what was announced and is not here; the sentence goes on with these
/// @param categories how each stands
/// @param elsewhere whether it is another day than the page's: a later one, on the front page
public record DayStanding(
    LocalDate day,
    State state,
    String lead,
    String words,
    List<PaperId> missing,
    List<DayState> categories,
    boolean elsewhere) {
  /// Identifiers beyond this many are in the table only.
  private static final int MOST_NAMED = 8;

  public DayStanding {
    missing = List.copyOf(missing);
    categories = List.copyOf(categories);
  }

  /// @param states of one day, one a category; at least one
  /// @param announced how many papers they hold together, one that is in several counted once
  static DayStanding of(List<DayState> states, int announced) {
    State state = State.leastSettled(states.stream().map(DayState::state).toList()).orElseThrow();
    Set<PaperId> missing = new LinkedHashSet<>();
    states.forEach(one -> missing.addAll(one.missing()));
    return new DayStanding(
        states.getFirst().day(),
        state,
        lead(state),
        words(state, states, missing.size(), announced),
        missing.stream().sorted().toList(),
        states,
        false);
  }

  DayStanding asSeenFromElsewhere() {
    return new DayStanding(day, state, lead, words, missing, categories, true);
  }

  private static String lead(State state) {
    return switch (state) {
      case complete -> "Complete";
      case partial -> "Partial";
      case unconfirmed -> "Not confirmed";
      case awaited -> "Awaited";
      case nothing -> "Nothing was announced";
    };
  }

  private static String words(State state, List<DayState> states, int missing, int announced) {
    return switch (state) {
      case complete ->
          announced == 1
              ? "the one paper announced in %s is here.".formatted(names(states))
              : "all %s papers announced in %s are here."
                  .formatted(Words.number(announced), names(states));
      case partial -> {
        List<DayState> open = in(states, State.unconfirmed);
        yield "%s of %s missing%s"
            .formatted(
                Words.number(missing),
                Words.number(announced),
                open.isEmpty() ? "" : ", and %s not confirmed".formatted(names(open)));
      }
      case unconfirmed, awaited -> said(in(states, state), states.size());
      case nothing -> said(states, states.size());
    };
  }

  /// Why, once where all have the same reason; otherwise the table below says it.
  private static String said(List<DayState> states, int all) {
    List<String> whys = states.stream().map(one -> plain(one.why())).distinct().toList();
    if (whys.size() == 1) {
      String why = lowerFirst(whys.getFirst());
      return states.size() == all ? why : "%s, %s".formatted(names(states), why);
    }
    return "in %s.".formatted(names(states));
  }

  /// "No source …" goes on a sentence, "OAI-PMH lacks …" keeps its capitals.
  private static String lowerFirst(String why) {
    return why.matches("[A-Z][a-z].*")
        ? Character.toLowerCase(why.charAt(0)) + why.substring(1)
        : why;
  }

  private static List<DayState> in(List<DayState> states, State state) {
    return states.stream().filter(one -> one.state() == state).toList();
  }

  private static String names(List<DayState> states) {
    List<String> names = states.stream().map(DayState::category).sorted().toList();
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  /// The sources by the names that arXiv gives them.
  public static String plain(String why) {
    return why.replace("arxiv-oai", "OAI-PMH")
        .replace("arxiv-rss", "RSS")
        .replace("arxiv-api", "the API")
        .replace("arxiv-gaps", "the API");
  }

  /// The identifiers that the sentence names.
  public List<PaperId> named() {
    return missing.subList(0, Math.min(MOST_NAMED, missing.size()));
  }

  public int unnamed() {
    return missing.size() - named().size();
  }

  /// Where there is something to say, however many papers are here.
  public boolean isOpen() {
    return !state.isSettled();
  }

  public String mark() {
    return mark(state);
  }

  /// The shape that stands beside a state's word.
  public static String mark(State state) {
    return switch (state) {
      case complete -> "agrees";
      case partial -> "partial";
      case unconfirmed -> "inconclusive";
      case awaited -> "awaited";
      case nothing -> "nil";
    };
  }

  public static String word(State state) {
    return switch (state) {
      case complete -> "complete";
      case partial -> "partial";
      case unconfirmed -> "not confirmed";
      case awaited -> "awaited";
      case nothing -> "nothing announced";
    };
  }

  /// Three missing, or the word.
  String brief() {
    return missing.isEmpty() ? word(state) : Words.number(missing.size()) + " missing";
  }

  /// The days among `states` that are open, with how they stand.
  static List<DayStanding> open(List<DayState> states) {
    return byDay(states).filter(DayStanding::isOpen).toList();
  }

  private static Stream<DayStanding> byDay(List<DayState> states) {
    return states.stream().collect(Collectors.groupingBy(DayState::day)).values().stream()
        .map(day -> of(day, day.stream().mapToInt(DayState::announced).sum()));
  }

  /// The categories of `states`, in their order.
  static List<String> categories(List<DayState> states) {
    return List.copyOf(
        new TreeSet<>(states.stream().map(DayState::category).collect(Collectors.toSet())));
  }
}
