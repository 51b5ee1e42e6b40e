package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.offprint.server.announce.ArxivCalendar;

/// What happens on the fake arXiv, all of it made from a seed: papers, cross-lists, replacements,
/// papers that were held back, withdrawals, and changes that nobody announces. It knows the truth
/// that a rehearsal is held against.
final class World {
  /// Lists before the first day, so that there is something to replace.
  private static final int BEFORE = 8;

  private static final List<String> ELSEWHERE = List.of("cs.AI", "stat.ML", "math.CO");
  private static final String[] FAMILY = {
    "Quill", "Marrow", "Ostler", "Tindall", "Vane", "Brackett", "Sorrel", "Lisle", "Hargan", "Weir"
  };
  private static final String[] GIVEN = {
    "Ada", "Ben", "Cleo", "Dov", "Esi", "Finn", "Gita", "Hugo"
  };
  private static final String[] HOW = {
    "Patient", "Sparse", "Folded", "Quiet", "Borrowed", "Uneven", "Layered", "Stubborn", "Gentle"
  };
  private static final String[] WHAT = {
    "estimators",
    "grammars",
    "lattices",
    "summaries",
    "gradients",
    "translations",
    "spectra",
    "parsers"
  };
  private static final String[] WHERE = {
    "for noisy archives", "under a small budget", "at low temperature", "with missing labels",
    "on long documents", "near a boundary", "in many dimensions", "without supervision"
  };

  final List<String> categories;
  final LocalDate first;
  final LocalDate last;

  /// Evenings without an announcement that are on no calendar.
  final Set<LocalDate> surprises = new TreeSet<>();

  /// Evenings on which a holiday is known and there is an announcement nevertheless.
  final Set<LocalDate> openHolidays = new TreeSet<>();

  private final ArxivCalendar calendar = new ArxivCalendar(Map.of());
  private final SplittableRandom random;
  private final Map<String, FakePaper> papers = new TreeMap<>();
  private final List<LocalDate> lists = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /// @param first the first day of the rehearsal
  World(long seed, LocalDate first, int days, List<String> categories) {
    this.random = new SplittableRandom(seed);
    this.categories = List.copyOf(categories);
    this.first = first;
    this.last = first.plusDays(days - 1L);
    surprise(days);
    LocalDate day = first;
    while (lists.size() < BEFORE) {
      day = day.minusDays(1);
      if (announces(day)) {
        lists.addFirst(day);
      }
    }
    first.datesUntil(last.plusDays(1)).filter(this::announces).forEach(lists::add);
    lists.forEach(this::live);
  }

  /// One surprise in a fortnight, well apart, and none in a very short rehearsal.
  private void surprise(int days) {
    for (int from = 9; from + 6 < days; from += 21) {
      LocalDate day = first.plusDays(from + random.nextInt(6));
      while (day.getDayOfWeek().getValue() > 4 || day.getDayOfWeek().getValue() < 2) {
        day = day.plusDays(1);
      }
      if (calendar.announces(day) && calendar.announces(day.plusDays(1))) {
        surprises.add(day.minusDays(1));
      }
    }
    first
        .datesUntil(last.plusDays(1))
        .filter(day -> !ArxivCalendar.isWeekend(day) && !calendar.announces(day))
        .filter(day -> random.nextInt(3) == 0)
        .forEach(day -> openHolidays.add(day.minusDays(1)));
  }

  /// Whether arXiv really has a list on `day`.
  boolean announces(LocalDate day) {
    if (ArxivCalendar.isWeekend(day) || surprises.contains(day.minusDays(1))) {
      return false;
    }
    return calendar.announces(day) || openHolidays.contains(day.minusDays(1));
  }

  private LocalDate before(LocalDate day) {
    LocalDate earlier = day.minusDays(1);
    while (!announces(earlier)) {
      earlier = earlier.minusDays(1);
    }
    return earlier;
  }

  private LocalDate later(LocalDate day, int by) {
    LocalDate later = day;
    for (int i = 0; i < by; i++) {
      do {
        later = later.plusDays(1);
      } while (!announces(later));
    }
    return later;
  }

  /// Some moment between the cut-offs of two lists.
  private Instant submitted(LocalDate day) {
    Instant from = calendar.window(before(day)).until();
    Instant until = calendar.window(day).until();
    long seconds = Duration.between(from, until).toSeconds();
    return from.plusSeconds(random.nextLong(seconds));
  }

  private void live(LocalDate day) {
    for (String category : categories) {
      int count = 8 + random.nextInt(10);
      for (int i = 0; i < count; i++) {
        add(category, day);
      }
    }
    List<FakePaper> old =
        papers.values().stream().filter(paper -> paper.announced().isBefore(day)).toList();
    if (old.isEmpty()) {
      return;
    }
    for (int i = 0; i < 4 * categories.size(); i++) {
      replace(old.get(random.nextInt(old.size())), day, random.nextInt(25) == 0);
    }
    for (int i = 0; i < categories.size(); i++) {
      FakePaper paper = old.get(random.nextInt(old.size()));
      paper.categories.putIfAbsent(categories.get(random.nextInt(categories.size())), day);
    }
    for (int i = 0; i < 3; i++) { // between this list and the next, at weekends too
      old.get(random.nextInt(old.size())).touched.add(day.plusDays(random.nextInt(3)));
    }
    if (random.nextInt(15) == 0) {
      List<FakePaper> today =
          papers.values().stream().filter(paper -> paper.announced().equals(day)).toList();
      today.get(random.nextInt(today.size())).deleted = day;
    }
  }

  private void add(String category, LocalDate day) {
    boolean held = random.nextInt(16) == 0;
    LocalDate announced = held ? later(day, 1 + random.nextInt(4)) : day;
    if (announced.isAfter(last)) {
      return;
    }
    int number = numbers.merge(month(announced), 1, Integer::sum);
    FakePaper paper =
        new FakePaper("%s.%05d".formatted(month(announced), number), category, authors());
    paper.categories.put(category, announced);
    if (random.nextInt(3) == 0) {
      paper.categories.putIfAbsent(categories.get(random.nextInt(categories.size())), announced);
    }
    if (random.nextInt(4) == 0) {
      paper.categories.put(ELSEWHERE.get(random.nextInt(ELSEWHERE.size())), announced);
    }
    paper.versions.add(new FakePaper.Version(1, submitted(day), announced, title(), text(), false));
    papers.put(paper.id, paper);
  }

  private static String month(LocalDate day) {
    return "%02d%02d".formatted(day.getYear() % 100, day.getMonthValue());
  }

  private void replace(FakePaper paper, LocalDate day, boolean withdrawal) {
    FakePaper.Version newest = paper.versions.getLast();
    if (!newest.announced().isBefore(day) || paper.deleted != null || newest.withdrawal()) {
      return;
    }
    Instant submitted = submitted(day);
    if (!submitted.isAfter(newest.submitted())) {
      return;
    }
    paper.versions.add(
        new FakePaper.Version(
            newest.number() + 1,
            submitted,
            day,
            random.nextBoolean() ? newest.title() : title(),
            withdrawal ? newest.text() : text(),
            withdrawal));
  }

  private List<String> authors() {
    List<String> names = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      names.add(word(GIVEN) + " " + word(FAMILY));
    }
    return names;
  }

  private String title() {
    return "%s %s %s, part %d"
        .formatted(word(HOW), word(WHAT), word(WHERE), 1 + random.nextInt(9_000));
  }

  private String text() {
    return "We look at %s %s %s. A sample of %d cases shows a change of %d in a hundred, and we say where it ends & why it is < what was hoped."
        .formatted(
            word(HOW).toLowerCase(Locale.ROOT),
            word(WHAT),
            word(WHERE),
            100 + random.nextInt(9_000),
            1 + random.nextInt(60));
  }

  private String word(String[] words) {
    return words[random.nextInt(words.length)];
  }

  Collection<FakePaper> papers() {
    return papers.values();
  }

  FakePaper paper(String id) {
    return java.util.Objects.requireNonNull(papers.get(id), id);
  }

  boolean has(String id) {
    return papers.containsKey(id);
  }

  /// The truth: which papers stood on the list of a category, new and cross-listed.
  Set<String> announced(LocalDate day, String category) {
    Set<String> announced = new TreeSet<>();
    for (FakePaper paper : papers.values()) {
      if (day.equals(paper.categories.get(category))) {
        announced.add(paper.id);
      }
    }
    return announced;
  }

  /// The lists of the rehearsal itself.
  List<LocalDate> lists() {
    return lists.stream().filter(day -> !day.isBefore(first)).toList();
  }

  static final Comparator<FakePaper> BY_ID = Comparator.comparing(paper -> paper.id);
}
