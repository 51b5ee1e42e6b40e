package org.offprint.catalog.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final PaperId ID = new PaperId("2411.09009");

  @Test
  void orderAndRepetitionOfRecordsDoNotMatter() {
    Random random = new Random(20260305);
    for (int round = 0; round < 3000; round++) {
      List<Paper> records = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        records.add(paper(random, round + "/" + i));
      }
      Paper expected = merged(records);
      List<Paper> other = new ArrayList<>(records);
      other.addAll(records.subList(0, random.nextInt(5)));
      Collections.shuffle(other, random);
      assertThat(merged(other)).isEqualTo(expected);
      for (Paper record : records) {
        assertThat(expected.merge(record)).isEqualTo(expected);
      }
      Paper left = merged(records.subList(0, 2));
      Paper right = merged(records.subList(2, 5));
      assertThat(left.merge(right)).isEqualTo(expected);
      assertThat(right.merge(left)).isEqualTo(expected);
    }
  }

  @Test
  void aFieldThatOnlyALowerRecordKnowsIsFilledAndGivesWayToAHigherOne() {
    Paper arxiv = record(Origin.Rank.arxiv, null, "Title at arXiv");
    Paper archive = record(Origin.Rank.archive, "3 pages", "Title of the archive");
    Paper corpus = record(Origin.Rank.corpus, "4 pages", "Title of the corpus");

    Paper merged = arxiv.merge(archive).merge(corpus);

    assertThat(merged.title()).isEqualTo("Title at arXiv");
    assertThat(merged.comment()).isEqualTo("4 pages");
    assertThat(merged.origin().rank()).isEqualTo(Origin.Rank.arxiv);
    assertThat(merged.origin().of("comment").rank()).isEqualTo(Origin.Rank.corpus);
  }

  @Test
  void aCountKeepsItsOwnTime() {
    Instant may = Instant.parse("2024-05-01T00:00:00Z");
    Instant june = Instant.parse("2024-06-01T00:00:00Z");
    Instant july = Instant.parse("2024-07-01T00:00:00Z");
    Tally both = new Tally(10, 2, null, may);
    Tally commentsOnly = new Tally(null, 4, null, july);
    Tally between = new Tally(12, 3, null, june);

    Tally merged = both.merge(commentsOnly).merge(between);

    assertThat(merged).isEqualTo(new Tally(12, 4, null, july, june, null, null, null, null));
    assertThat(between.merge(both).merge(commentsOnly)).isEqualTo(merged);
  }

  @Test
  void anUnknownCountStaysUnknown() {
    assertThat(Tally.UNKNOWN.merge(new Tally(null, 3, null, null)).upvotes()).isNull();
    assertThat(new Tally(null, 3, null, null).merge(Tally.UNKNOWN))
        .isEqualTo(new Tally(null, 3, null, null));
  }

  @Test
  void oneAddressIsOneLinkHoweverItIsSpelt() {
    assertThat(
            PaperLink.distinct(
                List.of(
                    new PaperLink(
                        PaperLink.Kind.code,
                        "http://github.com/Apple/ml-cross-entropy.git",
                        "auto"),
                    new PaperLink(
                        PaperLink.Kind.code,
                        "https://github.com/apple/ml-cross-entropy/",
                        "author"))))
        .containsExactly(
            new PaperLink(
                PaperLink.Kind.code, "https://github.com/apple/ml-cross-entropy/", "author"));
  }

  @Test
  void listingsMergeInAnyOrder() {
    LocalDate day = LocalDate.parse("2024-11-15");
    Listing bare = new Listing(day, ID, Listing.DAILY, null, null, null);
    Listing midnight =
        new Listing(day, ID, Listing.DAILY, null, Instant.parse("2024-11-15T00:00:00Z"), null);
    Listing exact =
        new Listing(
            day,
            ID,
            Listing.DAILY,
            null,
            Instant.parse("2024-11-15T03:12:00Z"),
            new Listing.Member("ak", "A K", null));

    assertThat(bare.merge(exact).merge(midnight)).isEqualTo(exact);
    assertThat(midnight.merge(bare).merge(exact)).isEqualTo(exact);
  }

  private static Paper merged(List<Paper> records) {
    return records.stream().reduce(Paper::merge).orElseThrow();
  }

  private static Paper record(Origin.Rank rank, @Nullable String comment, String title) {
    return new Paper(
        ID,
        title,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        comment,
        null,
        List.of(),
        List.of(),
        Tally.UNKNOWN,
        new Origin("test", rank, "", title));
  }

  private static Paper paper(Random random, String digest) {
    Origin origin =
        new Origin(
            "source-" + random.nextInt(3),
            Origin.Rank.values()[random.nextInt(5)],
            random.nextBoolean() ? "2024-0" + (1 + random.nextInt(3)) : "",
            digest);
    if (random.nextInt(3) == 0) {
      origin =
          origin.with(Map.of("published", new Origin("guess", Origin.Rank.inferred, "", digest)));
    }
    return new Paper(
        ID,
        "Title " + random.nextInt(4),
        maybe(random, "abstract"),
        maybe(random, "summary"),
        maybe(random, "machine"),
        random.nextBoolean() ? List.of() : authors(random),
        random.nextBoolean() ? null : Integer.valueOf(random.nextInt(9)),
        random.nextBoolean() ? null : new Organisation("org" + random.nextInt(3), "Org", null),
        maybe(random, "cs.LG"),
        random.nextBoolean() ? List.of() : List.of("cs.LG", "cs." + random.nextInt(3)),
        random.nextBoolean()
            ? null
            : new SaidDate(
                List.of("2024", "2024-02", "2024-02-03", "2024-02-03T04:05:06Z", "2024-02-01")
                    .get(random.nextInt(5))),
        random.nextBoolean() ? null : new SaidDate("2024-03-0" + (1 + random.nextInt(3))),
        random.nextBoolean() ? null : Instant.ofEpochSecond(random.nextInt(3)),
        random.nextBoolean() ? List.of() : versions(random.nextInt(3)),
        maybe(random, "10.1/x"),
        maybe(random, "journal"),
        maybe(random, "comment"),
        maybe(random, "licence"),
        random.nextBoolean()
            ? List.of()
            : List.of(
                new PaperLink(
                    PaperLink.Kind.values()[random.nextInt(2)],
                    "https://example.org/" + random.nextInt(3) + (random.nextBoolean() ? "/" : ""),
                    List.of("author", "auto", "z").get(random.nextInt(3)))),
        random.nextBoolean() ? List.of() : List.of("keyword " + random.nextInt(3)),
        new Tally(
            random.nextBoolean() ? null : Integer.valueOf(random.nextInt(3)),
            random.nextBoolean() ? null : Integer.valueOf(random.nextInt(3)),
            random.nextBoolean() ? null : Integer.valueOf(random.nextInt(3)),
            random.nextBoolean() ? null : Instant.ofEpochSecond(1 + random.nextInt(3))),
        origin);
  }

  private static List<Author> authors(Random random) {
    String account = random.nextInt(3) == 0 ? "account" : null;
    return List.of(new Author("Name " + random.nextInt(3), null, null, account));
  }

  private static List<Version> versions(int count) {
    List<Version> versions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      versions.add(new Version(i, null, null));
    }
    return versions;
  }

  private static @Nullable String maybe(Random random, String text) {
    return random.nextBoolean() ? null : text + random.nextInt(3);
  }
}
