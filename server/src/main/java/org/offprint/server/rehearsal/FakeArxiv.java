package org.offprint.server.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.rehearsal.Fault.Service;

/// An arXiv on this machine: OAI-PMH at `/oai`, the daily feeds at `/rss/…` and the API at `/api`,
/// over real HTTP, with faults. It writes down when it was asked.
final class FakeArxiv implements AutoCloseable {
  /// One request, as the server saw it.
  ///
  /// @param by the process that sent it, from its User-Agent
  record Seen(Instant at, long nanos, String by, String target, @Nullable Fault fault) {}

  private static final Pattern SUBMITTED =
      Pattern.compile("cat:(\\S+) AND submittedDate:\\[(\\d{12}) TO (\\d{12})]");
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMddHHmm");
  private static final Duration TOKEN_LIVES = Duration.ofHours(24);
  private static final Duration LONGEST_HANG = Duration.ofSeconds(20);

  private final World world;
  private final FakeDocuments documents;
  private final Faults faults;
  private final InstantSource time;
  private final Random random;
  private final Consumer<Seen> watcher;
  private final ServerSocket socket;
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

  /// @param watcher is told of every request before it is answered
  FakeArxiv(World world, Faults faults, InstantSource time, long seed, Consumer<Seen> watcher) {
    this.world = world;
    this.documents = new FakeDocuments(world);
    this.faults = faults;
    this.time = time;
    this.random = new Random(seed);
    this.watcher = watcher;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("fake-arxiv").start(this::accept);
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(socket.getLocalPort(), path));
  }

  List<Seen> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket guest = socket.accept();
        Thread.ofVirtual().start(() -> serve(guest));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket guest) {
    try (guest) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(guest.getInputStream(), StandardCharsets.ISO_8859_1));
      String request = in.readLine();
      if (request == null) {
        return;
      }
      String target = request.split(" ")[1];
      String by = "";
      String line;
      while ((line = in.readLine()) != null && !line.isEmpty()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("user-agent:")) {
          by = line.substring(11).strip();
        }
      }
      answer(guest, target, by);
    } catch (IOException e) {
      // The guest has gone, as one that is killed does.
    }
  }

  private void answer(Socket guest, String target, String by) throws IOException {
    Instant now = time.instant();
    URI uri = URI.create(target);
    Map<String, String> query = query(uri.getRawQuery());
    String path = uri.getPath();
    Service service =
        path.startsWith("/oai") ? Service.OAI : path.startsWith("/rss") ? Service.RSS : Service.API;
    String category = category(service, path, query);
    @Nullable Fault fault = faults.on(service, category, now).orElse(null);
    Seen one = new Seen(now, System.nanoTime(), by, target, fault);
    seen.add(one);
    watcher.accept(one);
    OutputStream out = guest.getOutputStream();
    if (fault != null && !fault.lasts) {
      faults.made(fault);
      fail(fault, guest, document(service, query, category, now, null), now, out);
      return;
    }
    send(
        out,
        200,
        "",
        document(service, query, category, now, fault).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      String[] pair = part.split("=", 2);
      query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private String category(Service service, String path, Map<String, String> query) {
    return switch (service) {
      case RSS -> path.substring("/rss/".length());
      case OAI -> {
        String token = query.get("resumptionToken");
        String set = token == null ? query.getOrDefault("set", "") : token.split("!")[0];
        yield world.categories.stream()
            .filter(category -> set.endsWith(":" + category.replace('.', ':')))
            .findFirst()
            .orElse("");
      }
      case API -> {
        Matcher asked = SUBMITTED.matcher(query.getOrDefault("search_query", ""));
        yield asked.find() ? asked.group(1) : "";
      }
    };
  }

  // --- answers that say what they say ---

  private String document(
      Service service,
      Map<String, String> query,
      String category,
      Instant now,
      @Nullable Fault fault) {
    return switch (service) {
      case OAI -> oai(query, category, now, fault);
      case RSS -> rss(category, now, fault);
      case API -> api(query, now, fault);
    };
  }

  private String oai(
      Map<String, String> query, String category, Instant now, @Nullable Fault fault) {
    String token = query.get("resumptionToken");
    String set = query.getOrDefault("set", "");
    String prefix = query.getOrDefault("metadataPrefix", "arXivRaw");
    LocalDate from = LocalDate.EPOCH;
    int start = 0;
    Instant issued = now;
    if (token == null) {
      from = LocalDate.parse(query.getOrDefault("from", "2000-01-01"));
    } else {
      String[] parts = token.split("!");
      set = parts[0];
      prefix = parts[1];
      from = LocalDate.parse(parts[2]);
      start = Integer.parseInt(parts[3]);
      issued = Instant.parse(parts[4]);
      if (fault == Fault.TOKEN_EXPIRES
          || Duration.between(issued, now).compareTo(TOKEN_LIVES) > 0) {
        if (fault == Fault.TOKEN_EXPIRES) {
          faults.made(fault);
        }
        return FakeDocuments.oai("<error code=\"badResumptionToken\">it has expired</error>");
      }
    }
    List<FakeDocuments.Dated> all = documents.changed(category, from, now);
    List<FakeDocuments.Dated> listed =
        with(fault, Service.OAI, all, now, FakeDocuments.Dated::paper);
    if (listed.isEmpty()) {
      return FakeDocuments.oai("<error code=\"noRecordsMatch\">no record matches</error>");
    }
    int end = Math.min(listed.size(), start + FakeDocuments.OAI_PAGE);
    StringBuilder records = new StringBuilder("<ListRecords>");
    for (FakeDocuments.Dated dated : listed.subList(Math.min(start, end), end)) {
      records.append(documents.oaiRecord(dated, prefix, isTitled(fault, dated.paper())));
    }
    String next =
        end < listed.size() ? "%s!%s!%s!%d!%s".formatted(set, prefix, from, end, issued) : "";
    if (start > 0 || !next.isEmpty()) {
      records.append(
          "<resumptionToken cursor=\"%d\" completeListSize=\"%d\">%s</resumptionToken>"
              .formatted(start, listed.size(), next));
    }
    return FakeDocuments.oai(records.append("</ListRecords>").toString());
  }

  private String rss(String category, Instant now, @Nullable Fault fault) {
    LocalDate declared = FakeDocuments.feedDay(now);
    LocalDate day = declared;
    if (fault == Fault.STALE_BATCH || fault == Fault.STALE_BATCH_AS_TODAY) {
      faults.made(fault);
      day = documents.listBefore(declared);
      declared = fault == Fault.STALE_BATCH ? day : declared;
    }
    LocalDate shown = day;
    List<FakePaper> all = world.announces(day) ? documents.feedPapers(category, day) : List.of();
    List<String> items = new ArrayList<>();
    for (FakePaper paper : with(fault, Service.RSS, all, now, paper -> paper)) {
      items.add(documents.item(paper, category, shown, declared, isTitled(fault, paper)));
    }
    return FakeDocuments.feed(category, declared, items);
  }

  private String api(Map<String, String> query, Instant now, @Nullable Fault fault) {
    List<FakePaper> found;
    Matcher asked = SUBMITTED.matcher(query.getOrDefault("search_query", ""));
    if (asked.find()) {
      found =
          documents.submitted(asked.group(1), minute(asked.group(2)), minute(asked.group(3)), now);
    } else {
      found = documents.named(List.of(query.getOrDefault("id_list", "").split(",")), now);
    }
    List<FakePaper> listed = with(fault, Service.API, found, now, paper -> paper);
    int start = Integer.parseInt(query.getOrDefault("start", "0"));
    int most = Integer.parseInt(query.getOrDefault("max_results", "10"));
    List<String> entries = new ArrayList<>();
    if (fault == Fault.EMPTY_PAGE && !listed.isEmpty()) {
      faults.made(fault);
    } else {
      listed.stream()
          .skip(start)
          .limit(most)
          .forEach(paper -> entries.add(documents.entry(paper, now, isTitled(fault, paper))));
    }
    return FakeDocuments.answer(listed.size(), start, entries);
  }

  private static Instant minute(String text) {
    return LocalDateTime.parse(text, MINUTE).toInstant(ZoneOffset.UTC);
  }

  // --- answers that say the wrong thing ---

  /// Whether it came later than for its list: the API, asked by submission, does not have it there.
  private static boolean wasHeld(FakePaper paper) {
    FakePaper.Version first = paper.versions.getFirst();
    return new ArxivCalendar(Map.of()).listOf(first.submitted()).isBefore(first.announced());
  }

  /// A list as a lasting fault makes it. Which papers it hits, it hits for as long as it lasts.
  private <T> List<T> with(
      @Nullable Fault fault,
      Service service,
      List<T> all,
      Instant now,
      java.util.function.Function<T, FakePaper> paper) {
    if (fault == null) {
      return all;
    }
    List<T> changed =
        switch (fault) {
          case EMPTY_BATCH -> List.of();
          case SHORT_BATCH ->
              all.stream()
                  .filter(one -> Math.floorMod(paper.apply(one).id.hashCode(), 3) > 0)
                  .toList();
          case SHORT_ALIKE ->
              all.stream()
                  .filter(one ->
                      Math.floorMod(paper.apply(one).id.hashCode(), 5) > 0
                          || wasHeld(paper.apply(one)))
                  .toList();
          case LATE -> {
            LocalDate today =
                now.plus(Duration.ofHours(4))
                    .atZone(org.offprint.server.announce.ArxivCalendar.NEW_YORK)
                    .toLocalDate();
            yield all.stream()
                .filter(one ->
                    paper.apply(one).versions.stream()
                        .noneMatch(version -> !version.announced().isBefore(today.minusDays(1))))
                .toList();
          }
          case DUPLICATES -> {
            List<T> twice = new ArrayList<>(all);
            twice.addAll(all.subList(0, all.size() / 2));
            yield twice;
          }
          case OUT_OF_ORDER -> {
            List<T> order = new ArrayList<>(all);
            Collections.shuffle(
                order,
                new Random(now.truncatedTo(java.time.temporal.ChronoUnit.DAYS).getEpochSecond()));
            yield order;
          }
          default -> all;
        };
    boolean seeable = service == Service.RSS || fault != Fault.STALE_BATCH;
    if (seeable && !changed.equals(all)) {
      faults.made(fault);
    }
    return changed;
  }

  /// Whether a record keeps its title.
  private boolean isTitled(@Nullable Fault fault, FakePaper paper) {
    if (fault != Fault.NO_TITLE || Math.floorMod(paper.id.hashCode(), 7) > 0) {
      return true;
    }
    faults.made(fault);
    return false;
  }

  // --- answers that do not arrive ---

  private void fail(Fault fault, Socket guest, String document, Instant now, OutputStream out)
      throws IOException {
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    switch (fault) {
      case TOO_MANY_REQUESTS -> send(out, 429, "", body);
      case TOO_MANY_REQUESTS_SECONDS ->
          send(out, 429, "Retry-After: %d\r\n".formatted(30 + seconds(900)), body);
      case TOO_MANY_REQUESTS_DATE ->
          send(
              out,
              429,
              "Retry-After: %s\r\n"
                  .formatted(
                      DateTimeFormatter.RFC_1123_DATE_TIME.format(
                          now.plusSeconds(30 + seconds(900)).atZone(ZoneOffset.UTC))),
              body);
      case UNAVAILABLE -> send(out, 503, "", body);
      case HALF_A_BODY -> sendLength(out, 200, "", body.length, body, body.length / 2);
      case LENGTH_TOO_LONG -> sendLength(out, 200, "", body.length + 999, body, body.length);
      case LENGTH_TOO_SHORT -> sendLength(out, 200, "", body.length * 2L / 3, body, body.length);
      case HANG -> hang(guest);
      case DRIP -> drip(out, body);
      case REDIRECT_TO_METADATA ->
          send(out, 302, "Location: http://169.254.169.254/latest/meta-data\r\n", new byte[0]);
      case REDIRECT_TO_LOOPBACK ->
          send(
              out,
              301,
              "Location: http://127.0.0.1:%d/private\r\n".formatted(1 + seconds(1000)),
              new byte[0]);
      case WRONG_ENCODING -> {
        byte[] wrong =
            document.replace("We look", "W\u00e9 look").getBytes(StandardCharsets.ISO_8859_1);
        send(out, 200, "", wrong);
      }
      case BILLION_LAUGHS ->
          send(
              out,
              200,
              "",
              document
                  .replaceFirst(
                      "\\?>",
                      "?><!DOCTYPE a [<!ENTITY l0 \"ha\"><!ENTITY l1 \"&l0;&l0;&l0;&l0;\"><!ENTITY l2 \"&l1;&l1;&l1;&l1;\"><!ENTITY x SYSTEM \"file:///etc/hostname\">]>")
                  .replace("We look", "&l2;&x;")
                  .getBytes(StandardCharsets.UTF_8));
      case HUGE_RECORD ->
          send(
              out,
              200,
              "",
              document
                  .replaceFirst("We look", "lo".repeat(3 << 20))
                  .getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalStateException("%s arrives".formatted(fault));
    }
  }

  private int seconds(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }

  private static void send(OutputStream out, int status, String headers, byte[] body)
      throws IOException {
    sendLength(out, status, headers, body.length, body, body.length);
  }

  private static void sendLength(
      OutputStream out, int status, String headers, long length, byte[] body, int sent)
      throws IOException {
    head(out, status, headers, length);
    out.write(body, 0, sent);
    out.flush();
  }

  private static void head(OutputStream out, int status, String headers, long length)
      throws IOException {
    out.write(
        "HTTP/1.1 %d said\r\nContent-Type: text/xml\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, headers, length)
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Until the guest gives up.
  private static void hang(Socket guest) throws IOException {
    guest.setSoTimeout((int) LONGEST_HANG.toMillis());
    if (guest.getInputStream().read() >= 0) {
      throw new IOException("the guest says more");
    }
  }

  private static void drip(OutputStream out, byte[] body) throws IOException {
    head(out, 200, "", body.length);
    for (byte one : body) {
      out.write(one);
      out.flush();
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
