package org.offprint.server.digest;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.result.Result;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.digest.DigestView.Entry;
import org.offprint.server.digest.DigestView.Section;
import org.offprint.server.digest.Issue.Item;
import org.offprint.server.digest.Issue.Kind;
import org.offprint.server.digest.Issue.Reason;
import org.offprint.server.digest.Issue.Rest;
import org.offprint.server.digest.Issue.Standing;
import org.offprint.server.mail.Phrases;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.result.Verdicts;
import org.offprint.server.site.Addresses;
import org.offprint.server.site.Typeset;
import org.offprint.server.site.Words;
import org.offprint.server.subscribe.Links;
import org.offprint.server.subscribe.Subscription;

/// Puts an issue into words, in the language of its reader. Titles and abstracts stay as they are.
final class Rendering {
  private static final int GIST = 320;
  private static final int SUBJECT_TITLE = 70;
  private static final int PREHEADER_TITLES = 3;

  private final Papers papers;
  private final Results results;
  private final Links links;
  private final String site;

  /// @param site its name
  Rendering(Papers papers, Results results, Links links, String site) {
    this.papers = papers;
    this.results = results;
    this.links = links;
    this.site = site;
  }

  /// The issue as its mail shows it.
  DigestView view(Subscription reader, Issue issue) {
    return view(reader, issue, false);
  }

  /// The same with everything that matched.
  DigestView whole(Subscription reader, Issue issue) {
    return view(reader, issue, true);
  }

  private DigestView view(Subscription reader, Issue issue, boolean whole) {
    Phrases say = Phrases.of(reader.wishes().language());
    Set<PaperId> wanted = new LinkedHashSet<>();
    issue.items().forEach(item -> wanted.add(item.paper()));
    if (whole) {
      issue.rest().forEach(rest -> wanted.add(rest.paper()));
    }
    Map<PaperId, Paper> found =
        papers.byIds(wanted).stream().collect(Collectors.toMap(Paper::id, paper -> paper));
    String date = date(say, issue.day());
    List<String> titles =
        issue.items().stream()
            .map(item -> found.get(item.paper()))
            .filter(java.util.Objects::nonNull)
            .map(paper -> Typeset.plain(paper.title()))
            .toList();
    String counts =
        issue.isQuiet()
            ? say.say("digest.none")
            : say.say("digest.counts", "matched", issue.matched(), "shown", issue.shown());
    int left = issue.rest().size();
    return new DigestView(
        say.language(),
        issue.isQuiet()
            ? say.say("digest.subject.quiet", "date", date)
            : say.say(
                "digest.subject",
                "shown",
                issue.shown(),
                "more",
                issue.shown() - 1,
                "date",
                shortDate(say, issue.day()),
                "first",
                cut(titles.isEmpty() ? "" : titles.getFirst(), SUBJECT_TITLE)),
        preheader(counts, titles),
        site,
        links.root(),
        date,
        say.say("digest.number", "number", issue.number()),
        counts,
        left == 0 ? "" : say.say("digest.rest", "left", left),
        standing(say, issue.standing()),
        mark(issue.standing()),
        quiet(say, issue),
        sections(say, issue.items(), found),
        whole ? rest(say, issue.rest(), found) : List.of(),
        say.say(
            "digest.why", "site", site, "address", reader.address(), "wishes", wishes(say, reader)),
        links.issue(reader, issue.day()),
        say.say("digest.browser"),
        links.manage(reader),
        say.say("mail.manage"),
        links.leave(reader),
        say.say("mail.leave"),
        say.say("digest.thanks"));
  }

  private static String preheader(String counts, List<String> titles) {
    List<String> parts = new ArrayList<>(List.of(counts));
    titles.stream().skip(1).limit(PREHEADER_TITLES).forEach(parts::add);
    return String.join(" · ", parts);
  }

  private static String date(Phrases say, LocalDate day) {
    return say.language().equals("en")
        ? Words.weekday(day)
        : DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(say.locale()).format(day);
  }

  private static String shortDate(Phrases say, LocalDate day) {
    return DateTimeFormatter.ofPattern(
            say.language().equals("en") ? "EEEE d MMMM" : "EEEE, d. MMMM", say.locale())
        .format(day);
  }

  private static String standing(Phrases say, @Nullable Standing standing) {
    if (standing == null) {
      return "";
    }
    return say.say(
        "standing." + standing.state().name(),
        "date",
        shortDate(say, standing.list()),
        "announced",
        standing.announced(),
        "missing",
        standing.missing(),
        "categories",
        joined(say, standing.categories()));
  }

  private static String mark(@Nullable Standing standing) {
    if (standing == null) {
      return "";
    }
    return switch (standing.state()) {
      case complete -> "✓";
      case partial -> "◐";
      case unconfirmed, awaited -> "…";
      case nothing -> "–";
    };
  }

  private static List<String> quiet(Phrases say, Issue issue) {
    if (!issue.isQuiet()) {
      return List.of();
    }
    boolean holiday =
        !issue.holiday().isEmpty()
            && (issue.standing() == null || issue.standing().state() == State.nothing);
    return holiday
        ? List.of(say.say("quiet.nothing"), say.say("quiet.holiday", "why", issue.holiday()))
        : List.of(say.say("quiet.nothing"), say.say("quiet.works"));
  }

  private List<Section> sections(Phrases say, List<Item> items, Map<PaperId, Paper> found) {
    Map<Kind, List<Entry>> parts = new java.util.EnumMap<>(Kind.class);
    int number = 0;
    for (Item item : items) {
      Paper paper = found.get(item.paper());
      number++;
      if (paper != null) {
        parts
            .computeIfAbsent(item.kind(), kind -> new ArrayList<>())
            .add(entry(say, number, paper, item));
      }
    }
    List<Section> sections = new ArrayList<>();
    parts.forEach(
        (kind, entries) -> sections.add(new Section(say.say("section." + kind.name()), entries)));
    return sections;
  }

  private List<Section> rest(Phrases say, List<Rest> rest, Map<PaperId, Paper> found) {
    Map<Kind, List<Entry>> parts = new java.util.EnumMap<>(Kind.class);
    for (Rest one : rest) {
      Paper paper = found.get(one.paper());
      if (paper != null) {
        List<Entry> entries = parts.computeIfAbsent(one.kind(), kind -> new ArrayList<>());
        entries.add(entry(say, entries.size() + 1, paper, null));
      }
    }
    List<Section> sections = new ArrayList<>();
    parts.forEach(
        (kind, entries) -> sections.add(new Section(say.say("section." + kind.name()), entries)));
    return sections;
  }

  private Entry entry(Phrases say, int number, Paper paper, @Nullable Item item) {
    String path = Addresses.paper(paper.id());
    List<Result> runs = results.runsByPaper().getOrDefault(paper.id(), List.of());
    Verdicts verdicts = Verdicts.of(runs);
    String gist = gist(paper);
    return new Entry(
        number,
        Typeset.plain(paper.title()),
        path,
        links.of(path),
        authors(say, paper),
        facts(say, paper),
        item == null ? "" : gist,
        verdicts.words(),
        verdicts.parts().size() == 1 ? verdicts.parts().getFirst().outcome().word() : "",
        item == null ? "" : why(say, paper, item));
  }

  private static String gist(Paper paper) {
    String text =
        paper.abstractText() != null
            ? paper.abstractText()
            : paper.summary() != null ? paper.summary() : paper.machineSummary();
    return text == null ? "" : cut(Typeset.plain(text), GIST);
  }

  private static String authors(Phrases say, Paper paper) {
    Integer known = paper.knownAuthorCount();
    if (known == null) {
      return "";
    }
    List<String> names = paper.authors().stream().map(Author::name).limit(3).toList();
    if (names.isEmpty()) {
      return say.say("authors.count", "count", known);
    }
    int others = Math.max(known, paper.authors().size()) - names.size();
    return others == 0
        ? joined(say, names)
        : say.say("authors.more", "names", String.join(", ", names), "others", others);
  }

  private static String facts(Phrases say, Paper paper) {
    List<String> facts = new ArrayList<>();
    if (paper.organisation() != null) {
      facts.add(paper.organisation().name());
    }
    if (paper.primaryCategory() != null) {
      facts.add(paper.primaryCategory());
    }
    Integer votes = paper.tally().upvotes();
    if (votes != null) {
      facts.add(together(say.say("facts.votes", "votes", votes)));
    }
    Integer comments = paper.tally().comments();
    if (comments != null && comments > 0) {
      facts.add(together(say.say("facts.comments", "comments", comments)));
    }
    if (paper.links().stream().anyMatch(link -> link.kind() == PaperLink.Kind.code)) {
      facts.add(say.say("facts.code"));
    }
    return String.join(" · ", facts);
  }

  /// A number and its word stay on one line.
  private static String together(String words) {
    return words.replace(' ', '\u00a0');
  }

  private static String why(Phrases say, Paper paper, Item item) {
    List<String> reasons = new ArrayList<>();
    for (Reason reason : item.reasons()) {
      Integer votes = paper.tally().upvotes();
      reasons.add(
          switch (reason.why()) {
            case trending ->
                votes == null
                    ? say.say("why.trending", "place", reason.place())
                    : say.say("why.trending.votes", "place", reason.place(), "votes", votes);
            case changed ->
                say.say("why.changed", "before", item.mark(), "now", newest(paper, item.mark()));
            case own, picked -> say.say("why." + reason.why().name());
            case search, author, organisation, category, verdict ->
                say.say("why." + reason.why().name(), "text", reason.text());
          });
    }
    return String.join("; ", reasons);
  }

  private static String newest(Paper paper, String before) {
    int newest =
        paper.versions().stream()
            .mapToInt(version -> version.number())
            .max()
            .orElse(before.matches("\\d{1,6}") ? Integer.parseInt(before) + 1 : 2);
    return String.valueOf(newest);
  }

  /// What somebody asked for, so that the mail says why it came.
  private static String wishes(Phrases say, Subscription reader) {
    List<String> parts = new ArrayList<>();
    var wishes = reader.wishes();
    if (wishes.trending()) {
      parts.add(say.say("wish.trending"));
    }
    if (wishes.picks()) {
      parts.add(say.say("wish.picks"));
    }
    if (wishes.own()) {
      parts.add(say.say("wish.own"));
    }
    parts.addAll(wishes.categories());
    parts.addAll(wishes.organisations());
    parts.addAll(wishes.authors());
    wishes.searches().forEach(search -> parts.add(say.say("wish.search", "text", search)));
    if (wishes.verdicts()) {
      parts.add(say.say("wish.verdicts"));
    }
    return joined(say, parts);
  }

  private static String joined(Phrases say, Collection<String> words) {
    List<String> all = List.copyOf(words);
    return switch (all.size()) {
      case 0 -> "";
      case 1 -> all.getFirst();
      default ->
          say.say(
              "and",
              "first",
              String.join(", ", all.subList(0, all.size() - 1)),
              "last",
              all.getLast());
    };
  }

  /// At most `most` characters, ending with a whole word.
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int space = text.lastIndexOf(' ', most - 1);
    return text.substring(0, space > most / 2 ? space : most - 1) + "…";
  }
}
