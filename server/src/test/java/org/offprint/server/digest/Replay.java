package org.offprint.server.digest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.catalog.paper.Version;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Trending;
import org.offprint.server.mail.Carrier;
import org.offprint.server.mail.Delivery;
import org.offprint.server.mail.Letter;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.mail.ScriptedMailServer;
import org.offprint.server.mail.ScriptedMailServer.Received;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.result.Results;
import org.offprint.server.search.IndexJob;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.subscribe.Address;
import org.offprint.server.subscribe.LinkKey;
import org.offprint.server.subscribe.Links;
import org.offprint.server.subscribe.Schedule;
import org.offprint.server.subscribe.Signup;
import org.offprint.server.subscribe.SignupMail;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.subscribe.Wishes;
import org.offprint.server.subscribe.Wishes.Rhythm;
import org.offprint.server.web.Answers;

/// A world of readers and papers, and what each reader should have been told, kept apart from the
/// code that tells them.
final class Replay implements AutoCloseable {
  /// Hours from one look at who is due to the next: a server looks far more often.
  private static final int STEP = 2;

  private static final LocalDate FIRST = LocalDate.parse("2026-02-02"); // a Monday
  private static final List<String> CATEGORIES =
      List.of("cs.CL", "cs.LG", "cs.CV", "stat.ML", "math.PR", "hep-th");
  private static final List<String> AUTHORS =
      List.of("Ada Lovelace", "Paul Erdős", "G. E. Hinton", "Émilie du Châtelet", "An Le", "Bo Ek");
  private static final List<String> WORDS =
      List.of(
          "entropy", "attention", "diffusion", "survey", "quantum", "tokens", "graph", "bandits");
  private static final List<String> ZONES =
      List.of(
          "Europe/Berlin",
          "America/New_York",
          "Asia/Tokyo",
          "Australia/Lord_Howe",
          "UTC",
          "Asia/Kathmandu",
          "Pacific/Auckland",
          "America/Los_Angeles");

  /// What was played, and what was broken.
  record Report(
      List<String> broken,
      int mails,
      int resent,
      int crashes,
      long suspended,
      long left,
      int papers,
      int changes,
      Duration took) {}

  /// A reader of the model.
  private static final class Reader {
    final String address;
    final Wishes wishes;
    @Nullable Instant confirmed;
    @Nullable Instant gone; // nothing may be sent after this
    boolean refused; // its server says 550, or bounces
    String ref = "";

    Reader(String address, Wishes wishes) {
      this.address = address;
      this.wishes = wishes;
    }
  }

  private static final class Clock implements InstantSource {
    volatile Instant now = FIRST.atStartOfDay().toInstant(ZoneOffset.UTC);

    @Override
    public Instant instant() {
      return now;
    }
  }

  /// Ends, as a process does, after the server has taken a mail and before that was noted.
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// One process: everything but the database, the mail server and the index is its own.
  private final class Machine {
    final PostOffice post;
    final Subscriptions subscriptions;
    final Signup signup;
    final Digests digests;
    final Bounces bounces;

    Machine(Database own, Path data) {
      Settings settings =
          Settings.load(
              Map.of(
                  "site.url", "https://papers.example.org",
                  "site.name", "Papers",
                  "mail.host", "127.0.0.1",
                  "mail.port", String.valueOf(server.port()),
                  "mail.security", "none",
                  "mail.from", "Papers <digest@papers.example.org>",
                  "mail.bounces", "bounce@papers.example.org"),
              Map.of(),
              data);
      URI site = settings.site().url();
      LinkKey key = new LinkKey(data);
      Carrier real = Carrier.of(settings.mail(), settings.dkim(), site, data);
      post =
          new PostOffice(
              own, crashing(real), new PostOffice.Pace(2, 0), "papers.example.org", clock);
      Links links =
          new Links(key, site, settings.digest().bounces(), Carrier.sender(settings.mail(), site));
      subscriptions = new Subscriptions(own, key, post, clock);
      Results results = new Results(own);
      Journal journal = new Journal(own, results, clock);
      signup = new Signup(own, subscriptions, key, post, journal, Duration.ofDays(3), clock);
      Answers answers = new Answers();
      new SignupMail(signup, subscriptions, links, "Papers", answers, clock).register(post);
      Papers store = new Papers(own, Trending::heat);
      ArxivCalendar calendar = new ArxivCalendar(CLOSED);
      digests =
          new Digests(
              own,
              subscriptions,
              journal,
              store,
              new Days(own),
              index,
              results,
              new Announcements(own, store, calendar),
              calendar,
              post,
              Duration.ofHours(2));
      new DigestPages(
              own, subscriptions, store, results, links, answers, "Papers", "papers.example.org")
          .register(post);
      bounces = new Bounces(subscriptions);
    }
  }

  /// A Monday evening in February without an announcement, and two days between in March.
  private static final Map<LocalDate, String> CLOSED =
      Map.of(
          LocalDate.parse("2026-02-16"), "Presidents’ Day",
          LocalDate.parse("2026-03-11"), "a holiday of its own");

  private final Path folder;
  private final int days;
  private final SplittableRandom chance;
  private final Clock clock = new Clock();
  private final Database database = TestDatabase.fresh();
  private final LuceneIndex index;
  private final IndexJob indexJob;
  private final Papers papers;
  private final ScriptedMailServer server;
  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final AtomicInteger crashes = new AtomicInteger();
  private final List<Reader> readers = new ArrayList<>();
  private final List<String> unconfirmed = new ArrayList<>();
  private final Map<String, Reader> byAddress = new HashMap<>();
  private final List<Machine> machines = new ArrayList<>();
  private final Map<PaperId, Paper> known = new LinkedHashMap<>();

  /// When a paper was there to be told of, in the model.
  private final Map<PaperId, Instant> listedAt = new LinkedHashMap<>();

  private final Map<PaperId, Instant> changedAt = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();
  private final Map<Received, Instant> arrived = new ConcurrentHashMap<>();
  private final long began = System.nanoTime();
  private Instant lastChosen = Instant.EPOCH;
  private int number;

  Replay(Path folder, int readerCount, int days, long seed) {
    this.folder = folder;
    this.days = days;
    this.chance = new SplittableRandom(seed);
    this.papers = new Papers(database, Trending::heat);
    this.index = LuceneIndex.open(folder.resolve("index"));
    this.indexJob = new IndexJob(database, papers, index);
    this.server = new ScriptedMailServer(new Moods());
    machines.add(new Machine(database, folder));
    machines.add(new Machine(database, folder));
    for (int i = 0; i < readerCount; i++) {
      readers.add(new Reader(address(i), wishes(i)));
    }
    readers.forEach(reader -> byAddress.put(reader.address, reader));
    for (int i = 0; i < Math.max(3, readerCount / 20); i++) {
      unconfirmed.add("nobody" + i + "@unasked.example.org");
    }
  }

  private static String address(int i) {
    String domain =
        switch (i % 10) {
          case 0 -> "grey.example.org"; // says 450 at first
          case 1 -> "slow.example.org"; // sometimes 452
          case 2 -> "strict.example.org"; // refuses us for a while
          default -> "example.org";
        };
    String name = i % 25 == 7 ? "gone" : i % 25 == 8 ? "bounces" : "reader";
    return name + i + "@" + domain;
  }

  private Wishes wishes(int i) {
    boolean trending = i % 6 == 5;
    List<String> categories = i % 3 == 0 ? List.of(CATEGORIES.get(i % 6)) : List.of();
    List<String> authors = i % 4 == 1 ? List.of(AUTHORS.get(i % 6)) : List.of();
    List<String> searches =
        i % 5 == 2
            ? List.of(WORDS.get(i % 8) + " -survey")
            : i % 7 == 3 ? List.of("ti:" + WORDS.get(i % 8) + " cat:cs.LG") : List.of();
    boolean none = !trending && categories.isEmpty() && authors.isEmpty() && searches.isEmpty();
    return new Wishes(
        i % 8 == 7 ? Rhythm.weekly : Rhythm.workingDays,
        DayOfWeek.of(1 + i % 7),
        ZONES.get(i % ZONES.size()),
        i % 9 == 0 ? 2 : 5 + i % 14,
        i % 2 == 0,
        1 + i % 7,
        i % 10 == 9 ? "de" : "en",
        trending,
        none ? List.of("cs") : categories,
        List.of(),
        authors,
        searches,
        false,
        i % 3 != 2,
        false,
        false);
  }

  /// What servers say.
  private final class Moods implements ScriptedMailServer.Script {
    @Override
    public String recipient(String from, String to) {
      int attempt = attempts.computeIfAbsent(to, any -> new AtomicInteger()).incrementAndGet();
      long day =
          Duration.between(FIRST.atStartOfDay().toInstant(ZoneOffset.UTC), clock.now).toDays();
      if (to.startsWith("gone") && day >= 20) {
        return "550 5.1.1 no such user";
      }
      if (to.contains("@grey.") && attempt == 1) {
        return "450 4.7.1 greylisted, come again";
      }
      if (to.contains("@slow.") && attempt % 9 == 0) {
        return "452 4.2.2 full for now";
      }
      if (to.contains("@strict.") && attempt == 5) {
        return "550 5.7.1 we do not like your network today";
      }
      return attempt % 301 == 300 ? "421 4.3.2 restarting" : "250 2.1.5 ok";
    }

    @Override
    public String mail(Received mail) {
      arrived.put(mail, clock.now);
      return "250 2.0.0 queued";
    }
  }

  private Carrier crashing(Carrier real) {
    return new Carrier() {
      @Override
      public Trip open() {
        Trip trip = real.open();
        return new Trip() {
          @Override
          public Delivery carry(Letter letter) {
            Delivery delivery = trip.carry(letter);
            if (delivery instanceof Delivery.Accepted
                && Math.floorMod(letter.messageId().hashCode(), 97) == 0
                && crashed.add(letter.messageId())) {
              crashes.incrementAndGet();
              throw new Crash();
            }
            return delivery;
          }

          @Override
          public void close() {
            trip.close();
          }
        };
      }

      @Override
      public String where() {
        return real.where();
      }
    };
  }

  private final Set<String> crashed = ConcurrentHashMap.newKeySet();

  void play() throws Exception {
    announce(FIRST.minusDays(3), 4); // a Friday's list is here before the first reader
    clock.now = FIRST.atStartOfDay().toInstant(ZoneOffset.UTC);
    subscribeAll();
    int hours = days * 24;
    for (int hour = 0; hour < hours; hour++) {
      clock.now = FIRST.atStartOfDay().toInstant(ZoneOffset.UTC).plus(Duration.ofHours(hour));
      LocalDate day = clock.now.atZone(ZoneOffset.UTC).toLocalDate();
      if (hour % 24 == 1 && new ArxivCalendar(CLOSED).announces(day)) {
        announce(day, 8);
      }
      if (hour % 24 == 9) {
        late(day);
      }
      if (hour % 24 == 15) {
        revise(day);
        repeat(day);
      }
      if (hour % 24 == 17) {
        some(day);
      }
      if (hour % STEP == 0) {
        lastChosen = clock.now;
        round(hour);
      }
    }
    for (int i = 0; i < 50; i++) { // what was put off
      clock.now = clock.now.plus(Duration.ofMinutes(30));
      machines.getFirst().post.send();
    }
  }

  /// Both processes choose at the same time; now and then the database throws one of them out in
  /// the middle of it.
  private void round(int hour) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Machine machine : machines) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  machine.digests.choose(clock.now);
                } catch (RuntimeException thrownOut) {
                  crashes.incrementAndGet();
                }
              }));
    }
    if (hour % 38 == 6) {
      Thread.sleep(3);
      database
          .sql()
          .sql(
              """
              select count(pg_terminate_backend(pid)) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
              """)
          .query(Long.class)
          .single();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    machines.forEach(machine -> {
      try {
        machine.digests.choose(clock.now); // what the one that was thrown out left
        machine.post.send();
      } catch (RuntimeException thrownOut) {
        crashes.incrementAndGet();
      }
    });
    // Bounces come back an hour later; complaints too.
    for (Received mail : server.received()) {
      if (mail.to().startsWith("bounces")
          && seenBounces.add(mail.from() + arrived.get(mail))
          && clock.now.isAfter(FIRST.plusDays(15).atStartOfDay().toInstant(ZoneOffset.UTC))
          && isDigest(mail)) {
        Reader reader = byAddress.get(mail.to());
        if (reader != null && reader.gone == null) {
          bounce(mail, reader);
        }
      }
    }
  }

  private final Set<String> seenBounces = new HashSet<>();

  private static boolean isDigest(Received mail) {
    return mail.mail().contains("\nList-Id: ");
  }

  private void bounce(Received mail, Reader reader) {
    String report =
        """
        From: MAILER-DAEMON@example.org
        To: %s
        Subject: Undelivered mail
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        It could not be delivered.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; example.org

        Final-Recipient: rfc822; %s
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 no such user
        --b--
        """
            .formatted(mail.from(), mail.to())
            .replace("\n", "\r\n");
    try {
      Bounces.Outcome outcome =
          machines
              .getFirst()
              .bounces
              .read(new ByteArrayInputStream(report.getBytes(StandardCharsets.US_ASCII)));
      if (outcome.what() != Bounces.What.suspended) {
        broken.add("the bounce of %s was %s".formatted(mail.to(), outcome.what()));
      }
      reader.refused = true;
      reader.gone = clock.now;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void subscribeAll() {
    Machine machine = machines.getFirst();
    int number = 0;
    for (Reader reader : readers) {
      number++;
      machine.signup.ask(new Address(reader.address), reader.wishes, "yes");
    }
    for (String address : unconfirmed) {
      for (int i = 0; i < 3; i++) {
        number++;
        machine.signup.ask(new Address(address), readers.getFirst().wishes, "yes");
      }
    }
    for (int i = 0; i < 40; i++) { // greylisting and crashes put some off
      machine.post.send();
      clock.now = clock.now.plus(Duration.ofMinutes(15));
    }
    clock.now = FIRST.atStartOfDay().toInstant(ZoneOffset.UTC);
    for (Received mail : server.received()) {
      Reader reader = byAddress.get(mail.to());
      Matcher link =
          Pattern.compile("/subscribe/confirm/([0-9a-f]{48})")
              .matcher(mail.mail().replace("=\r\n", ""));
      if (reader != null && reader.confirmed == null && link.find()) {
        Subscription made = machine.signup.confirm(link.group(1)).orElseThrow();
        reader.confirmed = clock.now;
        reader.ref = made.ref();
      }
    }
  }

  /// A list of a day comes out.
  private void announce(LocalDate day, int count) {
    List<Offered> offered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Paper paper = paper(day);
      offered.add(listed(paper, day));
      known.put(paper.id(), paper);
      listedAt.put(paper.id(), clock.now);
    }
    save(offered);
  }

  private static Offered listed(Paper paper, LocalDate day) {
    return new Offered(paper, new Listing(day, paper.id(), Listing.DAILY, null, null, null));
  }

  /// A paper that comes late to the list of the day before.
  private void late(LocalDate day) {
    if (chance.nextInt(3) == 0) {
      Paper paper = paper(day);
      known.put(paper.id(), paper);
      listedAt.put(paper.id(), clock.now);
      save(List.of(listed(paper, day.minusDays(1 + chance.nextInt(4)))));
    }
  }

  /// The second version of some paper, with another abstract.
  private void revise(LocalDate day) {
    if (chance.nextInt(2) == 0) {
      List<Paper> all = List.copyOf(known.values());
      Paper before = all.get(chance.nextInt(all.size()));
      if (changedAt.containsKey(before.id())) {
        return;
      }
      Paper after = version(before, 2, before.abstractText() + " Now with an appendix.");
      known.put(after.id(), after);
      changedAt.put(after.id(), clock.now);
      save(List.of(new Offered(after, null)));
    }
  }

  /// A paper that stands on a second day's list, as cross-listed ones do.
  private void repeat(LocalDate day) {
    List<Paper> all = List.copyOf(known.values());
    save(List.of(listed(all.get(chance.nextInt(all.size())), day)));
  }

  private void save(List<Offered> offered) {
    papers.save(offered);
    indexJob.drain();
  }

  /// Some leave, by one click or by calling it spam.
  private void some(LocalDate day) {
    if (chance.nextInt(4) != 0) {
      return;
    }
    Reader reader = readers.get(chance.nextInt(readers.size()));
    Received last =
        server.received().stream()
            .filter(mail -> mail.to().equals(reader.address) && isDigest(mail))
            .reduce((a, b) -> b)
            .orElse(null);
    if (last == null || reader.gone != null || reader.refused) {
      return;
    }
    String token = token(last);
    if (chance.nextBoolean()) {
      Subscriptions.Left left = machines.getLast().subscriptions.leave(token, "one click");
      if (left != Subscriptions.Left.now) {
        broken.add("%s could not leave: %s".formatted(reader.address, left));
      }
    } else {
      complain(last);
    }
    reader.gone = clock.now;
  }

  private void complain(Received mail) {
    String report =
        "From: fbl@example.org\r\nTo: abuse@papers.example.org\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n--b\r\n"
            + "Content-Type: text/plain\r\n\r\nSpam, says the reader.\r\n--b\r\n"
            + "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n--b\r\n"
            + "Content-Type: message/rfc822\r\n\r\n"
            + mail.mail()
            + "\r\n--b--\r\n";
    try {
      Bounces.Outcome outcome =
          machines
              .getFirst()
              .bounces
              .read(new ByteArrayInputStream(report.getBytes(StandardCharsets.ISO_8859_1)));
      if (outcome.what() != Bounces.What.complained) {
        broken.add("the complaint of %s was %s".formatted(mail.to(), outcome.what()));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String token(Received mail) {
    Matcher link =
        Pattern.compile("/unsubscribe/([0-9a-f]{48})")
            .matcher(mail.mail().replaceAll("=\\r\\n|\\r\\n[ \\t]+", ""));
    if (!link.find()) {
      throw new AssertionError("no way out in " + mail.mail());
    }
    return link.group(1);
  }

  private Paper paper(LocalDate day) {
    number++;
    String one = WORDS.get(chance.nextInt(8));
    String two = WORDS.get(chance.nextInt(8));
    String title = "On %s and %s, part %d".formatted(one, two, number);
    List<String> categories =
        chance.nextInt(3) == 0
            ? List.of(CATEGORIES.get(chance.nextInt(6)), CATEGORIES.get(chance.nextInt(6)))
            : List.of(CATEGORIES.get(chance.nextInt(6)));
    return new Paper(
        new PaperId("26%02d.%05d".formatted(day.getMonthValue(), number)),
        title,
        "We study %s by means of %s.".formatted(one, two),
        null,
        null,
        List.of(
            new Author(AUTHORS.get(chance.nextInt(6)), null, null, null),
            new Author("Some One", null, null, null)),
        null,
        null,
        categories.getFirst(),
        categories,
        new SaidDate(day + "T00:00:00Z"),
        null,
        null,
        List.of(new Version(1, null, null)),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        new Tally(chance.nextInt(60), null, null, null),
        new Origin("test", Origin.Rank.values()[0], "", "0"));
  }

  private static Paper version(Paper paper, int version, String text) {
    return new Paper(
        paper.id(),
        paper.title(),
        text,
        null,
        null,
        paper.authors(),
        null,
        null,
        paper.primaryCategory(),
        paper.categories(),
        paper.published(),
        null,
        null,
        List.of(new Version(1, null, null), new Version(version, null, null)),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        paper.tally(),
        new Origin("test", Origin.Rank.values()[0], "", "1"));
  }

  // What should have come, and what came ----------------------------------------------------------

  /// Whether a reader asked for a paper, by rules that share nothing with the server's.
  private static boolean wanted(Wishes wishes, Paper paper) {
    String words = (paper.title() + " " + paper.abstractText()).toLowerCase(java.util.Locale.ROOT);
    for (String category : wishes.categories()) {
      if (paper.categories().stream()
          .anyMatch(one -> one.equals(category) || one.startsWith(category + "."))) {
        return true;
      }
    }
    for (String author : wishes.authors()) {
      if (paper.authors().stream().anyMatch(one -> one.name().equals(author))) {
        return true;
      }
    }
    for (String search : wishes.searches()) {
      if (search.startsWith("ti:")) {
        String word = search.substring(3, search.indexOf(' '));
        if (paper.title().contains(word) && paper.categories().contains("cs.LG")) {
          return true;
        }
      } else {
        String word = search.substring(0, search.indexOf(' '));
        if (words.contains(word) && !words.contains("survey")) {
          return true;
        }
      }
    }
    return false;
  }

  private record Parsed(Received mail, Message message, String text, String html) {}

  Report check() throws Exception {
    Map<String, List<Parsed>> byId = new LinkedHashMap<>();
    for (Received mail : server.received()) {
      Parsed parsed = parse(mail);
      byId.computeIfAbsent(parsed.message().getMessageId(), id -> new ArrayList<>()).add(parsed);
    }
    int resent = 0;
    Map<String, List<Parsed>> digests = new HashMap<>();
    for (List<Parsed> same : byId.values()) {
      resent += same.size() - 1;
      Parsed first = same.getFirst();
      for (Parsed again : same) { // the same mail, and recognisable as such
        if (!again.mail().to().equals(first.mail().to())
            || !again.text().equals(first.text())
            || !crashed.contains(first.message().getMessageId()) && same.size() > 1) {
          broken.add(
              "%s came to %s and %s"
                  .formatted(first.message().getMessageId(), first.mail().to(), again.mail().to()));
        }
      }
      headers(first);
      if (isDigest(first.mail())) {
        digests.computeIfAbsent(first.mail().to(), to -> new ArrayList<>()).add(first);
      }
    }
    nobodyElse(byId);
    for (Reader reader : readers) {
      check(reader, digests.getOrDefault(reader.address, List.of()));
    }
    Subscriptions.Counts counts = machines.getFirst().subscriptions.counts();
    return new Report(
        broken,
        byId.size(),
        resent,
        crashes.get(),
        counts.suspended(),
        counts.left(),
        listedAt.size(),
        changedAt.size(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  /// No digest to somebody who did not confirm, and one mail in all.
  private void nobodyElse(Map<String, List<Parsed>> byId) {
    Map<String, Integer> counts = new TreeMap<>();
    for (List<Parsed> same : byId.values()) {
      Received mail = same.getFirst().mail();
      if (!byAddress.containsKey(mail.to())) {
        counts.merge(mail.to(), 1, Integer::sum);
        if (isDigest(mail)) {
          broken.add("a digest to %s, who never confirmed".formatted(mail.to()));
        }
      }
    }
    unconfirmed.forEach(address -> {
      if (counts.getOrDefault(address, 0) != 1) {
        broken.add("%s got %d mails, not one".formatted(address, counts.getOrDefault(address, 0)));
      }
    });
  }

  private void headers(Parsed parsed) {
    Message mail = parsed.message();
    String to = parsed.mail().to();
    require(
        mail.getFrom() != null
            && mail.getFrom().getFirst().getAddress().equals("digest@papers.example.org"),
        to,
        "From");
    require(
        mail.getTo() != null && mail.getTo().flatten().getFirst().getAddress().equals(to),
        to,
        "To");
    require(mail.getDate() != null, to, "Date");
    require(
        mail.getMessageId().matches("<[0-9a-f-]{36}@papers\\.example\\.org>"), to, "Message-ID");
    require(header(mail, "Auto-Submitted").equals("auto-generated"), to, "Auto-Submitted");
    require(mail.getMimeType().equals("multipart/alternative"), to, mail.getMimeType());
    require(mail.getSubject() != null && !mail.getSubject().isBlank(), to, "Subject");
    if (isDigest(parsed.mail())) {
      require(
          header(mail, "List-Unsubscribe")
              .matches(
                  "<https://papers\\.example\\.org/unsubscribe/[0-9a-f]{48}>, <mailto:bounce\\+[0-9a-f]{48}@papers\\.example\\.org\\?subject=unsubscribe>"),
          to,
          "List-Unsubscribe: " + header(mail, "List-Unsubscribe"));
      require(
          header(mail, "List-Unsubscribe-Post").equals("List-Unsubscribe=One-Click"),
          to,
          "List-Unsubscribe-Post");
      require(
          header(mail, "List-Id").equals("\"Papers\" <digest.papers.example.org>"), to, "List-Id");
      require(
          parsed.mail().from().matches("bounce\\+[0-9a-f]{48}@papers\\.example\\.org"),
          to,
          "VERP " + parsed.mail().from());
      require(
          !parsed.html().matches("(?s).*(<img|<script|<link|url\\(|src=).*"),
          to,
          "something from elsewhere");
    }
  }

  private void require(boolean right, String to, String what) {
    if (!right) {
      broken.add("to %s: %s".formatted(to, what));
    }
  }

  private static String header(Message mail, String name) {
    var field = mail.getHeader().getField(name);
    return field == null ? "" : field.getBody().replaceAll("\\s+", " ").strip();
  }

  private void check(Reader reader, List<Parsed> mails) {
    Instant confirmed = reader.confirmed;
    if (confirmed == null) {
      if (!reader.address.startsWith("gone")) {
        broken.add(reader.address + " could not confirm");
      }
      return;
    }
    for (Parsed mail : mails) {
      Instant came = arrived.get(mail.mail());
      if (reader.gone != null && came != null && came.isAfter(reader.gone)) {
        broken.add(
            "a mail to %s at %s, who was gone at %s".formatted(reader.address, came, reader.gone));
      }
    }
    Subscription now = machines.getFirst().subscriptions.byRef(reader.ref).orElse(null);
    counts(reader, mails, now);
    if (now == null || now.suspended() != null) {
      return; // the issues went with the reader, or ended early
    }
    items(reader, mails, now);
    days(reader, mails, now);
  }

  /// What the mail says is what the store says and what the mail shows.
  private void counts(Reader reader, List<Parsed> mails, @Nullable Subscription now) {
    Set<String> shown = new HashSet<>();
    for (Parsed mail : mails) {
      Matcher links =
          Pattern.compile("https://papers\\.example\\.org(/papers/\\d{4}\\.\\d{5})\\b")
              .matcher(mail.text());
      Set<String> here = new LinkedHashSet<>();
      while (links.find()) {
        here.add(links.group(1));
      }
      for (String path : here) {
        boolean changed = changedAt.containsKey(new PaperId(path.substring(8)));
        if (!shown.add(path) && !(changed && shown.add(path + " changed"))) {
          broken.add("%s was shown %s twice".formatted(reader.address, path));
        }
        if (!mail.html().contains(path)) {
          broken.add("the two parts to %s differ".formatted(reader.address));
        }
      }
      Matcher said =
          Pattern.compile("(\\d+) (?:items? matched|Treffer), (\\d+) (?:is|are|davon)")
              .matcher(mail.text());
      boolean counted = said.find();
      Matcher link = Pattern.compile("/digests/(\\d{8})").matcher(mail.text());
      if (counted && now != null && link.find()) {
        LocalDate day =
            LocalDate.parse(link.group(1), java.time.format.DateTimeFormatter.BASIC_ISO_DATE);
        String stored =
            database
                .sql()
                .sql(
                    "select matched || ' ' || shown from digest_issue where subscription = :id and day = :day")
                .param("id", now.id())
                .param("day", day)
                .query(String.class)
                .single();
        if (!stored.equals(said.group(1) + " " + said.group(2))
            || here.size() != Integer.parseInt(said.group(2))) {
          broken.add(
              "to %s on %s: said %s, stored %s, shows %d"
                  .formatted(reader.address, day, said.group(), stored, here.size()));
        }
      } else if (!counted && !here.isEmpty()) {
        broken.add("a mail to %s counts nothing and shows %s".formatted(reader.address, here));
      }
    }
  }

  /// Every paper that was asked for is in an issue, shown or counted; every change of one shown is.
  private void items(Reader reader, List<Parsed> mails, Subscription now) {
    Issues issues = new Issues(database);
    Map<PaperId, Instant> told = new HashMap<>();
    Map<PaperId, Instant> shownAt = new HashMap<>();
    Set<PaperId> changes = new HashSet<>();
    Instant last = Instant.EPOCH;
    for (Issues.Summary summary : issues.of(now)) {
      Issue issue = issues.find(now, summary.day()).orElseThrow();
      last = issue.made().isAfter(last) ? issue.made() : last;
      for (Issue.Item item : issue.items()) {
        if (item.kind() == Issue.Kind.paper) {
          told.put(item.paper(), issue.made());
          shownAt.merge(item.paper(), issue.made(), (a, b) -> a.isBefore(b) ? a : b);
        } else if (!changes.add(item.paper())) {
          broken.add("%s was told twice that %s changed".formatted(reader.address, item.paper()));
        }
      }
      for (Issue.Rest rest : issue.rest()) {
        told.putIfAbsent(rest.paper(), issue.made());
        if (rest.kind() == Issue.Kind.changed) {
          changes.add(rest.paper());
        }
      }
    }
    Instant lastDue = Schedule.last(reader.wishes, lastChosen);
    for (Map.Entry<PaperId, Instant> paper : listedAt.entrySet()) {
      boolean before = paper.getValue().isBefore(FIRST.atStartOfDay().toInstant(ZoneOffset.UTC));
      boolean missed =
          wanted(reader.wishes, java.util.Objects.requireNonNull(known.get(paper.getKey())))
              && paper.getValue().isBefore(lastDue)
              && !before
              && !told.containsKey(paper.getKey());
      if (missed) {
        broken.add(
            "%s was not told of %s, here since %s"
                .formatted(reader.address, paper.getKey(), paper.getValue()));
      }
      if (told.containsKey(paper.getKey())
          && !reader.wishes.trending()
          && !wanted(reader.wishes, java.util.Objects.requireNonNull(known.get(paper.getKey())))) {
        broken.add(
            "%s was told of %s and did not ask for it".formatted(reader.address, paper.getKey()));
      }
    }
    changedAt.forEach((paper, at) -> {
      Instant seen = shownAt.get(paper);
      if (reader.wishes.changes()
          && seen != null
          && seen.isBefore(at)
          && at.isBefore(lastDue)
          && !changes.contains(paper)) {
        broken.add("%s was not told that %s changed".formatted(reader.address, paper));
      }
    });
  }

  /// One mail for each day that is due, to those who hear of quiet days too; else one for each
  /// issue.
  private void days(Reader reader, List<Parsed> mails, Subscription now) {
    Set<LocalDate> due = new LinkedHashSet<>();
    Instant at = Schedule.next(reader.wishes, java.util.Objects.requireNonNull(reader.confirmed));
    Instant end = FIRST.plusDays(days - 2L).atStartOfDay().toInstant(ZoneOffset.UTC);
    while (at.isBefore(end)) {
      due.add(Schedule.day(reader.wishes, at));
      at = Schedule.next(reader.wishes, at);
    }
    Set<LocalDate> came = new LinkedHashSet<>();
    for (Parsed mail : mails) {
      Matcher link = Pattern.compile("/digests/(\\d{8})").matcher(mail.html());
      if (link.find()
          && !came.add(
              LocalDate.parse(link.group(1), java.time.format.DateTimeFormatter.BASIC_ISO_DATE))) {
        broken.add("%s got two mails for %s".formatted(reader.address, link.group(1)));
      }
    }
    Set<LocalDate> stored = new HashSet<>();
    new Issues(database).of(now).forEach(issue -> stored.add(issue.day()));
    Set<LocalDate> expected = new LinkedHashSet<>(due);
    if (!reader.wishes.saysQuiet()) {
      expected.retainAll(stored);
    }
    if (reader.address.contains("@strict.")) {
      return; // one of its mails was refused for good, and said so
    }
    for (LocalDate day : expected) {
      if (!came.contains(day)) {
        broken.add("%s got no mail for %s".formatted(reader.address, day));
      }
    }
  }

  private static Parsed parse(Received mail) throws Exception {
    Message message =
        new DefaultMessageBuilder()
            .parseMessage(
                new ByteArrayInputStream(mail.mail().getBytes(StandardCharsets.ISO_8859_1)));
    Multipart parts = (Multipart) message.getBody();
    return new Parsed(mail, message, body(parts, 0).replace("\r\n", "\n"), body(parts, 1));
  }

  private static String body(Multipart parts, int number) throws IOException {
    TextBody body = (TextBody) parts.getBodyParts().get(number).getBody();
    try (java.io.Reader reader = body.getReader()) {
      java.io.StringWriter text = new java.io.StringWriter();
      reader.transferTo(text);
      return text.toString();
    }
  }

  @Override
  public void close() {
    server.close();
    indexJob.close();
    index.close();
    database.close();
  }
}
