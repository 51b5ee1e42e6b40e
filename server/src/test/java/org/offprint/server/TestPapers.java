package org.offprint.server;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.server.paper.Papers.Offered;

/// Papers that tests of answers share: one about which everything is known, and bare ones.
public final class TestPapers {
  public static final Paper FULL =
      new Paper(
          new PaperId("2603.01234"),
          "A <Full> Paper & Its \"Facts\"",
          "We show that $x < y$ & more.",
          null,
          "A model wrote this.",
          List.of(
              new Author("Ada Lovelace", null, null, "ada"),
              new Author("Paul Erdős", "0000-0002-1825-0097", null, null)),
          null,
          new Organisation("analytical-engines", "Analytical Engines", null),
          "cs.CL",
          List.of("cs.CL", "cs.LG"),
          new SaidDate("2026-03-04T18:00:01Z"),
          new SaidDate("2026-03-06T00:00:00Z"),
          null,
          List.of(),
          "10.48550/arXiv.2603.01234",
          null,
          "12 pages",
          "http://creativecommons.org/licenses/by/4.0/",
          List.of(
              new PaperLink(PaperLink.Kind.code, "https://github.com/ada/engine", "user"),
              new PaperLink(PaperLink.Kind.project, "https://engine.example.org", "user"),
              new PaperLink(PaperLink.Kind.model, "https://huggingface.co/ada/engine-1b", "auto"),
              new PaperLink(PaperLink.Kind.media, "https://media.example.org/1.png", "user")),
          List.of("entropy", "engines"),
          new Tally(12, 3, 41, Instant.parse("2026-03-06T00:00:00Z")),
          origin());

  public static final Offered FULL_LISTED =
      new Offered(
          FULL,
          new Listing(
              LocalDate.parse("2026-03-05"),
              FULL.id(),
              Listing.DAILY,
              null,
              Instant.parse("2026-03-05T03:04:05.678Z"),
              new Listing.Member("akhaliq", "AK", null)));

  private TestPapers() {}

  /// A paper of which a source said little, listed on a day.
  public static Offered listed(String id, String day, @Nullable Integer upvotes, String published) {
    Paper paper = bare(id, "Paper " + id, upvotes, published);
    return new Offered(
        paper, new Listing(LocalDate.parse(day), paper.id(), Listing.DAILY, null, null, null));
  }

  public static Offered unlisted(String id, String published) {
    return new Offered(bare(id, "Paper " + id, null, published), null);
  }

  public static Paper bare(
      String id, String title, @Nullable Integer upvotes, @Nullable String published) {
    return new Paper(
        new PaperId(id),
        title,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        List.of(),
        published == null ? null : new SaidDate(published),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        new Tally(upvotes, null, null, null),
        origin());
  }

  private static Origin origin() {
    return new Origin("test", Origin.Rank.values()[0], "", "0");
  }
}
