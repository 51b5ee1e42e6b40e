package org.offprint.server.submit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.server.account.Account;
import org.offprint.server.account.OwnData;
import org.offprint.server.account.OwnRows;
import org.offprint.server.db.Database;
import org.offprint.server.fetch.Ask;
import org.offprint.server.fetch.Fetched;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.ingest.Batch;
import org.offprint.server.ingest.Documents;
import org.offprint.server.ingest.ImportRefused;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.search.LuceneIndex;

/// Papers that members bring. What was given is looked up before anything is stored: a paper that
/// is here is not stored twice, and who brings it is named with those who did before.
public final class Submissions {
  /// Where papers are asked for that are not here.
  ///
  /// @param arxivApi the API of arXiv
  /// @param arxivPause how long to wait between two requests to arXiv
  /// @param doi the resolver of DOIs, which gives BibTeX
  public record Sources(URI arxivApi, Duration arxivPause, URI doi) {}

  /// How many papers one person may bring within a day.
  static final int MOST_A_DAY = 20;

  private static final int LONGEST = 20_000;
  private static final long MOST_BYTES = 1 << 20;

  /// What somebody's words stand for.
  public sealed interface Preview {
    /// A paper that is here, on a daily list or not yet.
    record Here(Paper paper, @Nullable LocalDate listed) implements Preview {}

    /// A paper that is not here.
    ///
    /// @param from who says so, in words
    /// @param alike papers with the same title, which may be the same
    record New(Paper paper, String from, List<Paper> alike) implements Preview {}

    /// @param why what was wrong and what to do, for the one who asked
    record Refused(String why) implements Preview {}
  }

  /// What becomes of a submission.
  public sealed interface Submitted {
    /// @param day the daily list that the paper stands on
    record Done(PaperId paper, LocalDate day, boolean listedNow) implements Submitted {}

    record Refused(String why) implements Submitted {}
  }

  private final Database database;
  private final Papers papers;
  private final LuceneIndex index;
  private final Fetcher fetcher;
  private final Sources sources;
  private final InstantSource clock;

  /// What was just looked up is not asked for again when it is submitted.
  private final Cache<String, Preview.New> looked =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(30)).maximumSize(500).build();

  public Submissions(
      Database database,
      Papers papers,
      LuceneIndex index,
      Fetcher fetcher,
      Sources sources,
      InstantSource clock) {
    this.database = database;
    this.papers = papers;
    this.index = index;
    this.fetcher = fetcher;
    this.sources = sources;
    this.clock = clock;
  }

  /// Finds out which paper is meant; stores nothing.
  ///
  /// @param text an identifier, an address, a DOI or one BibTeX entry
  public Preview preview(String text) {
    String given = text.strip();
    if (given.isEmpty()) {
      return new Preview.Refused(
          "Nothing was given: expected an arXiv identifier such as 2411.09009, an address, a DOI or a BibTeX entry.");
    }
    if (given.length() > LONGEST) {
      return new Preview.Refused(
          "The text has %d characters: expected %d or fewer.".formatted(given.length(), LONGEST));
    }
    Preview.New known = looked.getIfPresent(given);
    if (known != null) {
      return hereOr(known);
    }
    if (given.contains("@") && given.contains("{")) {
      return looked(given, read("bibtex", given.getBytes(StandardCharsets.UTF_8), "the BibTeX"));
    }
    Optional<PaperReference> reference = PaperReference.parse(given);
    if (reference.isEmpty()) {
      return new Preview.Refused(
          "'%s' names no paper: expected an arXiv identifier such as 2411.09009, an address of arXiv or of a DOI, or a BibTeX entry."
              .formatted(given.length() > 100 ? given.substring(0, 100) + "…" : given));
    }
    PaperId id = reference.get().id();
    Optional<Paper> here = papers.find(id).or(() -> byDoi(id));
    if (here.isPresent()) {
      return new Preview.Here(here.get(), listed(here.get().id()).orElse(null));
    }
    return isHidden(id, id.isDoi() ? id.value() : null) ? hidden(id) : looked(given, asked(id));
  }

  private Preview looked(String given, Preview found) {
    if (found instanceof Preview.New one) {
      looked.put(given, one);
      return hereOr(one);
    }
    return found;
  }

  /// It may be here under another identifier, or have come meanwhile.
  private Preview hereOr(Preview.New one) {
    Paper paper = one.paper();
    Optional<Paper> here = papers.find(paper.id());
    if (here.isEmpty() && paper.doi() != null) {
      here = byDoi(paper.doi());
    }
    if (here.isEmpty() && isHidden(paper.id(), paper.doi())) {
      return hidden(paper.id());
    }
    return here.<Preview>map(there -> new Preview.Here(there, listed(there.id()).orElse(null)))
        .orElse(new Preview.New(paper, one.from(), alike(paper)));
  }

  /// Under this identifier, or under another with the same DOI.
  private boolean isHidden(PaperId id, @Nullable String doi) {
    return database
        .sql()
        .sql(
            "select exists (select 1 from paper where hidden and (id = :id or lower(doi) = lower(:doi)))")
        .param("id", id.value())
        .param("doi", doi, java.sql.Types.VARCHAR)
        .query(Boolean.class)
        .single();
  }

  private static Preview hidden(PaperId id) {
    return new Preview.Refused(
        "A curator has hidden the paper %s; the moderation log says why.".formatted(id));
  }

  private Optional<Paper> byDoi(PaperId id) {
    return id.isDoi() ? byDoi(id.value()) : Optional.empty();
  }

  private Optional<Paper> byDoi(String doi) {
    return database
        .sql()
        .sql("select id from paper where lower(doi) = lower(:doi) limit 1")
        .param("doi", doi)
        .query(String.class)
        .optional()
        .flatMap(id -> papers.find(new PaperId(id)));
  }

  /// Papers with the same letters and digits in their title.
  private List<Paper> alike(Paper paper) {
    String title = bare(paper.title());
    return papers.byIds(index.similar(paper, 10)).stream()
        .filter(other -> bare(other.title()).equals(title))
        .toList();
  }

  private static String bare(String title) {
    return title.replaceAll("[^\\p{L}\\p{N}]+", "").toLowerCase(Locale.ROOT);
  }

  private Preview asked(PaperId id) {
    boolean arxiv = id.isArxiv();
    URI address =
        arxiv
            ? URI.create("%s?id_list=%s&max_results=1".formatted(sources.arxivApi(), id))
            : URI.create(
                sources.doi().toString().replaceFirst("/+$", "") + "/" + escaped(id.value()));
    Ask ask =
        new Ask(
            "submission",
            arxiv ? "arxiv" : "doi",
            arxiv ? sources.arxivPause() : Duration.ofSeconds(1),
            address,
            arxiv ? "application/atom+xml" : "application/x-bibtex",
            false,
            MOST_BYTES,
            Duration.ofSeconds(20));
    String who = arxiv ? "arXiv" : "the resolver of DOIs";
    try {
      return switch (fetcher.get(ask)) {
        case Fetched.Page page -> {
          Preview read = read(arxiv ? "arxiv-api" : "doi", page.body(), who);
          yield read instanceof Preview.New one && !one.paper().id().equals(id)
              ? new Preview.Refused(
                  "%s answered with another paper than %s. Give its BibTeX instead."
                      .formatted(who, id))
              : read;
        }
        case Fetched.Later later ->
            new Preview.Refused(
                "%s is not asked at the moment (%s). Give the paper's BibTeX instead, or come again later."
                    .formatted(who, later.why()));
        case Fetched.Failed failed ->
            new Preview.Refused(
                failed.status() == 404
                    ? "%s knows no paper %s.".formatted(who, id)
                    : "%s could not be asked: %s. Give the paper's BibTeX instead, or come again later."
                        .formatted(who, failed.why()));
        case Fetched.Unchanged() ->
            new Preview.Refused(
                "%s gave no answer about %s. Give the paper's BibTeX instead.".formatted(who, id));
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Preview.Refused("The server is stopping. Come again in a minute.");
    }
  }

  private static String escaped(String doi) {
    return java.net.URLEncoder.encode(doi, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  private static Preview read(String name, byte[] document, String who) {
    try {
      Batch batch = Batch.read(Documents.split(name, document).records());
      if (batch.papers().size() == 1) {
        Paper paper = batch.papers().getFirst().paper();
        return new Preview.New(paper, who, List.of());
      }
      if (!batch.bad().isEmpty()) {
        return new Preview.Refused(
            "%s cannot be read: %s".formatted(who, batch.bad().getFirst().reason()));
      }
      return new Preview.Refused(
          batch.papers().isEmpty()
              ? "%s names no such paper.".formatted(who)
              : "%s names %d papers: expected one.".formatted(who, batch.papers().size()));
    } catch (ImportRefused e) {
      return new Preview.Refused("%s cannot be read: %s".formatted(who, e.getMessage()));
    }
  }

  /// The last daily list that a paper stood on.
  private Optional<LocalDate> listed(PaperId paper) {
    return database
        .sql()
        .sql("select max(day) from listing where paper = :paper and edition = 'daily'")
        .param("paper", paper.value())
        .query(LocalDate.class)
        .optional();
  }

  /// Stores the paper where it is new, puts it on today's list unless it has stood on one, and
  /// remembers who brought it.
  ///
  /// @param words what the one who brings it says of it; can be empty
  public Submitted submit(Account by, String text, String words) {
    if (words.length() > 500) {
      return new Submitted.Refused(
          "What you say of it has %d characters: expected 500 or fewer.".formatted(words.length()));
    }
    return switch (preview(text)) {
      case Preview.Refused(String why) -> new Submitted.Refused(why);
      case Preview.Here(Paper paper, LocalDate listed) -> submit(by, paper, listed, words);
      case Preview.New(Paper paper, String from, List<Paper> alike) ->
          submit(by, paper, null, words);
    };
  }

  private Submitted submit(Account by, Paper paper, @Nullable LocalDate listed, String words) {
    Instant now = clock.instant();
    LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
    return database.inTransaction(() -> {
      int before =
          database
              .sql()
              .sql("select count(*) from submission where account = :by and at > :since")
              .param("by", by.id())
              .param("since", Timestamp.from(now.minus(Duration.ofDays(1))))
              .query(Integer.class)
              .single();
      if (before >= MOST_A_DAY) {
        return new Submitted.Refused(
            "You have brought %d papers within a day, which is as many as can be. Bring the next one tomorrow."
                .formatted(before));
      }
      Listing listing =
          listed == null
              ? new Listing(
                  today,
                  paper.id(),
                  Listing.DAILY,
                  null,
                  now,
                  new Listing.Member(by.name(), by.shown(), null))
              : null;
      papers.save(List.of(new Offered(paper, listing)));
      database
          .sql()
          .sql(
              "insert into submission (paper, account, at, words) values (:paper, :by, :now, :words) on conflict (paper, account) do update set words = excluded.words where excluded.words <> ''")
          .param("paper", paper.id().value())
          .param("by", by.id())
          .param("now", Timestamp.from(now))
          .param("words", words.strip())
          .update();
      return new Submitted.Done(paper.id(), listed == null ? today : listed, listed == null);
    });
  }

  /// Who brought a paper, and what they said of it.
  public record Brought(String name, String shown, Instant at, String words) {}

  public List<Brought> of(PaperId paper) {
    return database
        .sql()
        .sql(
            """
            select a.name, a.shown, s.at, s.words from submission s join account a on a.id = s.account
            where s.paper = :paper and a.state <> 'deleted' order by s.at
            """)
        .param("paper", paper.value())
        .query((row, number) ->
            new Brought(
                row.getString("name"),
                row.getString("shown"),
                row.getTimestamp("at").toInstant(),
                row.getString("words")))
        .list();
  }

  /// What is kept of each person, for their file and for their leaving.
  public OwnData ownData() {
    return new OwnRows(
        database,
        "submissions",
        "select paper, at, words from submission where account = :account order by at",
        List.of(
            "update listing l set submitter = null from submission s where s.account = :account and s.paper = l.paper and s.at = l.submitted_at",
            "update submission set words = '' where account = :account"));
  }
}
