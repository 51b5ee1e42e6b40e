package org.offprint.server.digest;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.digest.Issue.Reason.Why;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Query;

/// Everything that may be news to anybody in one round: the events since the reader who was told
/// least, their papers, and the trending list. What a category, a name or a search matches among
/// them is found once, however many readers ask for it. Not for several threads.
final class Window {
  private record Term(Why why, String text) {}

  private final List<Event> events;
  private final Map<PaperId, Paper> papers;
  private final List<Entry> trending;
  private final LuceneIndex index;
  private final long head;
  private final Set<PaperId> picked;
  private final Map<Term, Set<PaperId>> found = new HashMap<>();
  private final List<PaperId> listed;
  private final Map<PaperId, Set<String>> authors = new HashMap<>();

  /// @param papers those of the events and of the trending list
  /// @param head the number of the last event
  /// @param picked those that curators chose, and did not take back
  Window(
      List<Event> events,
      Map<PaperId, Paper> papers,
      List<Entry> trending,
      LuceneIndex index,
      long head,
      Set<PaperId> picked) {
    this.events = List.copyOf(events);
    this.papers = Map.copyOf(papers);
    this.trending = List.copyOf(trending);
    this.index = index;
    this.head = head;
    this.picked = Set.copyOf(picked);
    this.listed =
        List.copyOf(
            events.stream()
                .filter(
                    event -> event.kind() == Event.Kind.listed && papers.containsKey(event.paper()))
                .map(Event::paper)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  List<Event> events() {
    return events;
  }

  List<Entry> trending() {
    return trending;
  }

  /// The papers of the events that came to a list.
  List<PaperId> listed() {
    return listed;
  }

  boolean isPicked(PaperId id) {
    return picked.contains(id);
  }

  long head() {
    return head;
  }

  @Nullable Paper paper(PaperId id) {
    return papers.get(id);
  }

  Collection<PaperId> all() {
    return papers.keySet();
  }

  /// The listed papers that something matches.
  Set<PaperId> matching(Why why, String text) {
    return found.computeIfAbsent(new Term(why, text), this::find);
  }

  private Set<PaperId> find(Term term) {
    return switch (term.why()) {
      case category -> {
        String wanted = term.text().toLowerCase(Locale.ROOT);
        yield those(paper ->
            categories(paper).stream()
                .anyMatch(one -> one.equals(wanted) || one.startsWith(wanted + ".")));
      }
      case organisation ->
          those(paper ->
              paper.organisation() != null
                  && paper.organisation().slug().equalsIgnoreCase(term.text()));
      case author -> {
        String wanted = plain(term.text());
        yield those(paper -> authors(paper).contains(wanted));
      }
      case search -> index.matching(Query.parse(term.text()), listed);
      case trending, changed, verdict, own, picked ->
          throw new IllegalArgumentException(term.why() + " is not a term that papers match");
    };
  }

  private Set<PaperId> those(Predicate<Paper> match) {
    Set<PaperId> those = new HashSet<>();
    for (PaperId id : listed) {
      if (match.test(java.util.Objects.requireNonNull(papers.get(id)))) {
        those.add(id);
      }
    }
    return those;
  }

  private static Set<String> categories(Paper paper) {
    Set<String> categories = new HashSet<>();
    paper.categories().forEach(one -> categories.add(one.toLowerCase(Locale.ROOT)));
    if (paper.primaryCategory() != null) {
      categories.add(paper.primaryCategory().toLowerCase(Locale.ROOT));
    }
    return categories;
  }

  private Set<String> authors(Paper paper) {
    return authors.computeIfAbsent(
        paper.id(),
        id ->
            paper.authors().stream()
                .map(author -> plain(author.name()))
                .collect(Collectors.toSet()));
  }

  /// `Paul Erdős`, `paul erdos`; `G. E. Hinton`, `g e hinton`.
  static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .replace('.', ' ')
        .replaceAll("\\s+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
