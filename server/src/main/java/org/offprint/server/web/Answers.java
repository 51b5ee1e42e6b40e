package org.offprint.server.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Answers to GET requests: rendered once for each address until the data changes, with a strong
/// validator, so that a repeated poll costs a 304 and a crowd costs one query. Pages for a {@link
/// Viewer} are rendered for them and never kept; everybody else gets the same bytes.
///
/// A vote changes numbers only, so it does not forget everything: the pages of the paper and of its
/// days are rendered again behind the readers, and other lists are forgotten within a second.
public final class Answers {
  private static final int MOST_KEPT_BYTES = 64 << 20;
  private static final int WORTH_COMPRESSING = 1024;

  /// A rendering waits for the database part of its time, so a few more than there are processors.
  private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();

  /// On our pages 2 % larger than with the usual 6, for 60 % of the time.
  private static final int COMPRESSION = 4;

  /// For how long readers may see a number that a vote has changed.
  private static final Duration COUNTS_LAST = Duration.ofSeconds(1);

  private record Key(String address, String variant) {}

  /// A body and the headers that belong to it.
  ///
  /// @param follows the only thing whose counts it shows: a paper by its identifier, a day as
  ///   {@link #day} names it; null where any count may change it
  public record Content(byte[] bytes, Map<String, String> headers, @Nullable String follows) {
    public Content {
      headers = Map.copyOf(headers);
    }

    public Content(byte[] bytes, Map<String, String> headers) {
      this(bytes, headers, null);
    }
  }

  private static final class Body {
    final byte[] plain;
    final String tag;
    final Instant since;
    final Map<String, String> headers;
    final @Nullable String follows;
    final Supplier<Content> again;
    private byte @Nullable [] gzip;

    /// When a count on it changed, by the processor's clock.
    private volatile @Nullable Long changed;

    Body(Content content, String tag, Instant since, Supplier<Content> again) {
      this.plain = content.bytes();
      this.tag = tag;
      this.since = since;
      this.headers = content.headers();
      this.follows = content.follows();
      this.again = again;
    }

    boolean isOld() {
      Long at = changed;
      return at != null && System.nanoTime() - at > COUNTS_LAST.toNanos();
    }

    /// Compressed when first asked for: many answers are given once, to somebody who takes them
    /// plain.
    synchronized byte[] gzip() {
      if (gzip == null) {
        gzip = plain.length < WORTH_COMPRESSING ? new byte[0] : compressed(plain);
      }
      return gzip;
    }

    int weight() {
      return plain.length + plain.length / 3 + 400;
    }
  }

  /// What an address answered last, and since when it has: the dates in papers say when something
  /// was published, not when it came here, so they cannot say when an answer changed.
  private record Last(String tag, Instant since) {}

  private final InstantSource clock;
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.offprint.server.pages");
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong listChanges = new AtomicLong();
  private final AtomicLong countChanges = new AtomicLong();

  /// The last change of what pages follow, for what was being rendered meanwhile.
  private final Cache<String, Long> countChange =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(Duration.ofMinutes(5)).build();

  /// The pages by what they follow, and those among them that wait to be rendered again.
  private final Map<String, Set<Key>> following = new ConcurrentHashMap<>();

  private final Set<Key> waiting = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Key> again = new LinkedBlockingQueue<>();
  private final AtomicBoolean renders = new AtomicBoolean();
  private final AtomicLong countsForgotten =
      new AtomicLong(System.nanoTime() - COUNTS_LAST.toNanos());
  private final AtomicBoolean countsWait = new AtomicBoolean();
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final Cache<Key, Body> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_KEPT_BYTES)
          .weigher((Key key, Body body) -> body.weight())
          .expireAfterWrite(Duration.ofMinutes(10))
          .removalListener((@Nullable Key key, @Nullable Body body, RemovalCause cause) -> {
            if (cause != RemovalCause.REPLACED && body != null && body.follows != null) {
              unfollow(body.follows, key);
            }
          })
          .build();
  private final Cache<Key, Last> lasts = Caffeine.newBuilder().maximumSize(20_000).build();

  public Answers() {
    this(InstantSource.system());
  }

  Answers(InstantSource clock) {
    this.clock = clock;
  }

  /// Forgets every rendered answer: something that pages show has changed.
  public void dataChanged() {
    changes.incrementAndGet();
    kept.invalidateAll();
  }

  /// How often something that lists show has changed, as far as this process knows.
  public long changes() {
    return changes.get() + listChanges.get();
  }

  /// Says that a vote on a paper was counted. Whoever voted sees it at once, since pages for them
  /// are not kept; everybody else within a second. The paper's page is rendered again meanwhile, so
  /// that readers do not wait for it; of the many votes of a second each list is rendered once.
  ///
  /// @param days on whose lists the paper stands
  public void countsChanged(String paper, Collection<LocalDate> days) {
    outdate(paper);
    days.forEach(day -> outdate(day(day)));
    forgetListsSoon();
  }

  /// What pages of a day follow.
  public static String day(LocalDate day) {
    return "day " + day;
  }

  private void outdate(String what) {
    countChange.put(what, countChanges.incrementAndGet());
    for (Key page : following.getOrDefault(what, Set.of())) {
      Body body = kept.getIfPresent(page);
      if (page.address.contains("?")) {
        kept.invalidate(page); // anybody can make any number of those
      } else if (body != null) {
        if (body.changed == null) {
          body.changed = System.nanoTime();
        }
        renderAgain(page);
      }
    }
  }

  private void forgetListsSoon() {
    long now = System.nanoTime();
    long last = countsForgotten.get();
    if (now - last >= COUNTS_LAST.toNanos()) {
      if (countsForgotten.compareAndSet(last, now)) {
        forgetLists();
      }
    } else if (countsWait.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("counts")
          .start(() -> {
            try {
              Thread.sleep(COUNTS_LAST);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            countsWait.set(false);
            countsForgotten.set(System.nanoTime());
            forgetLists();
          });
    }
  }

  private void forgetLists() {
    listChanges.incrementAndGet();
    kept.asMap().values().removeIf(body -> body.follows == null);
  }

  /// One thread renders what waits, the one that waits longest first, and rests as long as it
  /// works: what it does not come to is rendered for whoever asks.
  private void renderAgain(Key page) {
    if (waiting.add(page)) {
      again.add(page);
    }
    if (renders.compareAndSet(false, true)) {
      Thread.ofVirtual().name("render").start(this::renderWaiting);
    }
  }

  private void renderWaiting() {
    do {
      Key page;
      while ((page = again.poll()) != null) {
        waiting.remove(page);
        Body body = kept.getIfPresent(page);
        if (body != null && body.changed != null) {
          long began = System.nanoTime();
          try {
            anew(page, false, body.again);
            Thread.sleep(Duration.ofNanos(System.nanoTime() - began));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            kept.invalidate(page); // whoever asks next is told why
          }
        }
      }
      renders.set(false);
    } while (!again.isEmpty() && renders.compareAndSet(false, true));
  }

  /// A page from the template `name`, whose only parameter is called `page`.
  public ResponseEntity<byte[]> page(HttpServletRequest request, String name, Supplier<?> model) {
    return of(request, "text/html;charset=utf-8", () -> render(name, model.get()));
  }

  /// Any other body that depends on the address alone. The same address may have several content
  /// types.
  public ResponseEntity<byte[]> of(
      HttpServletRequest request, String contentType, Supplier<byte[]> body) {
    return withHeaders(request, contentType, () -> new Content(body.get(), Map.of()));
  }

  /// The same with headers of its own, such as `Link`.
  public ResponseEntity<byte[]> withHeaders(
      HttpServletRequest request, String contentType, Supplier<Content> body) {
    if (Viewer.current().isPresent() && contentType.startsWith("text/html")) {
      Content theirs = body.get();
      HttpHeaders own = new HttpHeaders();
      theirs.headers().forEach(own::set);
      own.set(HttpHeaders.CONTENT_TYPE, contentType);
      own.setCacheControl("private, no-store");
      own.setVary(List.of("Cookie"));
      return new ResponseEntity<>(theirs.bytes(), own, HttpStatus.OK);
    }
    String query = request.getQueryString();
    Key key = new Key(request.getRequestURI() + (query == null ? "" : "?" + query), contentType);
    String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    boolean compress = accepted != null && accepted.contains("gzip");
    Body found = kept.getIfPresent(key);
    if (found == null || found.isOld()) {
      found = inTurn(key, compress, body);
    }
    HttpHeaders headers = new HttpHeaders();
    found.headers.forEach(headers::set);
    headers.setLastModified(found.since);
    headers.setETag("\"" + found.tag + "\"");
    headers.setCacheControl(CacheControl.noCache().cachePublic());
    headers.setVary(List.of("Accept", "Accept-Encoding", "Cookie"));
    if (unchanged(request, found)) {
      return new ResponseEntity<>(headers, HttpStatus.NOT_MODIFIED);
    }
    headers.set(HttpHeaders.CONTENT_TYPE, contentType);
    headers.set(HttpHeaders.CONTENT_DISPOSITION, "inline"); // Spring would add a file name: f.txt
    byte[] gzip = compress ? found.gzip() : new byte[0];
    boolean compressed = gzip.length > 0;
    if (compressed) {
      headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    return new ResponseEntity<>(compressed ? gzip : found.plain, headers, HttpStatus.OK);
  }

  /// Renders when its turn has come: as many at once as make the processors busy, the others in the
  /// order in which they came. More at once would not be done sooner, but some would be done very
  /// late.
  private Body inTurn(Key key, boolean compress, Supplier<Content> body) {
    turns.acquireUninterruptibly();
    try {
      Body meanwhile = kept.getIfPresent(key);
      return meanwhile == null || meanwhile.isOld() ? anew(key, compress, body) : meanwhile;
    } finally {
      turns.release();
    }
  }

  private Body anew(Key key, boolean compress, Supplier<Content> body) {
    long change = changes.get();
    long listChange = listChanges.get();
    long countsBefore = countChanges.get();
    Body rendered = packed(key, body.get(), body);
    if (compress) {
      rendered.gzip();
    }
    // Otherwise it may show what was there before the change.
    if (changes.get() == change
        && (rendered.follows == null
            ? listChanges.get() == listChange
            : !changedSince(rendered.follows, countsBefore))) {
      kept.put(key, rendered);
      if (rendered.follows != null) {
        follow(rendered.follows, key);
        if (changedSince(rendered.follows, countsBefore)) { // between the question and the keeping
          kept.invalidate(key);
        }
      }
    }
    return rendered;
  }

  private void follow(String what, Key page) {
    following.compute(
        what,
        (any, pages) -> {
          Set<Key> all = pages == null ? ConcurrentHashMap.newKeySet() : pages;
          all.add(page);
          return all;
        });
  }

  /// Told of removals a little late: the page may be here again by then.
  private void unfollow(String what, @Nullable Key page) {
    following.computeIfPresent(
        what,
        (any, pages) -> {
          if (page != null && !kept.asMap().containsKey(page)) {
            pages.remove(page);
          }
          return pages.isEmpty() ? null : pages;
        });
  }

  private boolean changedSince(String what, long moment) {
    Long last = countChange.getIfPresent(what);
    return last != null && last > moment;
  }

  public byte[] render(String template, Object model) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render(template + ".jte", model, output);
    return output.toByteArray();
  }

  /// A template with several parameters, by their names.
  public byte[] render(String template, Map<String, Object> model) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render(template + ".jte", model, output);
    return output.toByteArray();
  }

  private static boolean unchanged(HttpServletRequest request, Body body) {
    String tags = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    if (tags != null) {
      return matches(tags, body.tag);
    }
    String since = request.getHeader(HttpHeaders.IF_MODIFIED_SINCE);
    if (since == null) {
      return false;
    }
    try {
      Instant known = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(since));
      return !body.since.isAfter(known);
    } catch (DateTimeParseException notADate) {
      return false; // RFC 9110: an unreadable date is ignored
    }
  }

  /// The second from which on the address has answered this, as far as this process saw it: later
  /// than that of any other answer it gave, so that nobody takes an older one for this.
  private Instant since(Key key, String tag) {
    Last last = lasts.getIfPresent(key);
    if (last != null && last.tag.equals(tag)) {
      return last.since;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant since = last == null || now.isAfter(last.since) ? now : last.since.plusSeconds(1);
    lasts.put(key, new Last(tag, since));
    return since;
  }

  private static boolean matches(String header, String tag) {
    return header.equals("*") || header.contains("\"" + tag + "\"");
  }

  private Body packed(Key key, Content content, Supplier<Content> again) {
    byte[] plain = content.bytes();
    try {
      String tag =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain), 0, 12);
      return new Body(content, tag, since(key, tag), again);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256; use an unmodified JDK", e);
    }
  }

  private static byte[] compressed(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(COMPRESSION);
          }
        }) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
