package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Version;

/// Atom and OAI-PMH; all samples are made up.
class XmlReadersTest {
  private static final String ATOM =
      """
      <?xml version='1.0' encoding='UTF-8'?>
      <feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
        <id>https://arxiv.org/api/x</id>
        <title>arXiv Query</title>
        <entry>
          <id>http://arxiv.org/abs/1605.00100v2</id>
          <title>Walks &amp; Bases with $x &lt; y$</title>
          <updated>2016-06-26T17:59:46Z</updated>
          <published>2016-05-26T17:59:46Z</published>
          <summary>  One
      two.
        Three. </summary>
          <category term="math.CO"/><category term="math.ST"/>
          <arxiv:primary_category term="math.CO"/>
          <arxiv:comment>20 pages</arxiv:comment>
          <arxiv:doi>10.1000/x</arxiv:doi>
          <author><name>Ann A</name><arxiv:affiliation>U</arxiv:affiliation></author>
          <author><name>Bo B</name></author>
        </entry>
        <entry>
          <id>http://arxiv.org/api/errors#incorrect_id</id>
          <title>Error</title>
          <summary>incorrect id format</summary>
        </entry>
      </feed>
      """;

  @Test
  void anAtomEntryIsAPaperAndAnErrorIsNot() {
    Reading reading = Reading.of(ATOM);
    Paper paper = reading.papers().getFirst();

    assertThat(reading.papers()).hasSize(1);
    assertThat(paper.id()).isEqualTo(new PaperId("1605.00100"));
    assertThat(paper.title()).isEqualTo("Walks & Bases with $x < y$");
    assertThat(paper.abstractText()).isEqualTo("One two.\n\nThree.");
    assertThat(paper.authors())
        .containsExactly(new Author("Ann A", null, "U", null), Author.named("Bo B"));
    assertThat(paper.categories()).containsExactly("math.CO", "math.ST");
    assertThat(paper.comment()).isEqualTo("20 pages");
    assertThat(paper.doi()).isEqualTo("10.1000/x");
    assertThat(paper.versions())
        .containsExactly(
            new Version(1, Instant.parse("2016-05-26T17:59:46Z"), null),
            new Version(2, Instant.parse("2016-06-26T17:59:46Z"), null));
    assertThat(paper.origin().rank()).isEqualTo(Origin.Rank.arxiv);
    assertThat(reading.reasons())
        .singleElement()
        .asString()
        .startsWith("20: ")
        .contains("incorrect id format");
  }

  private static String oai(String records) {
    return "<?xml version=\"1.0\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\n<ListRecords>\n"
        + records
        + "\n</ListRecords>\n</OAI-PMH>\n";
  }

  private static String record(String id, String metadata) {
    return "<record><header><identifier>oai:arXiv.org:%s</identifier><datestamp>2024-01-02</datestamp></header><metadata>%s</metadata></record>"
        .formatted(id, metadata);
  }

  @Test
  void theArxivFormatHasAuthorsInParts() {
    Paper paper =
        Reading.of(
                oai(
                    record(
                        "cs/0112017",
                        """
                        <arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>cs/0112017</id><created>2001-12-18</created><updated>2002-01-01</updated>
                        <authors><author><keyname>Erd\\H{o}s</keyname><forenames>P.</forenames><suffix>Jr.</suffix><affiliation>U</affiliation></author></authors>
                        <title>T</title><categories>cs.DL cs.IR</categories><license>http://example.org/l</license><abstract>a</abstract></arXiv>
                        """)))
            .paper();

    assertThat(paper.authors()).containsExactly(new Author("P. Erdős Jr.", null, "U", null));
    assertThat(paper.primaryCategory()).isEqualTo("cs.DL");
    assertThat(paper.published()).isEqualTo(new SaidDate("2001-12-18"));
    assertThat(paper.licence()).isEqualTo("http://example.org/l");
    assertThat(paper.origin().asOf()).isEqualTo("2024-01-02");
  }

  @Test
  void theRawFormatHasVersionsAndAuthorsInOneText() {
    Paper paper =
        Reading.of(
                oai(
                    record(
                        "2411.00100",
                        """
                        <arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2411.00100</id>
                        <version version="v1"><date>Wed, 13 Nov 2024 20:30:37 GMT</date><size>12kb</size></version>
                        <version version="v2"><date>Thu, 14 Nov 2024 20:30:37 GMT</date></version>
                        <title>T</title><authors>Ann A (U (and more)), Bo B and Cy C</authors><categories>cs.LG</categories><abstract>a</abstract></arXivRaw>
                        """)))
            .paper();

    assertThat(paper.authors()).extracting(Author::name).containsExactly("Ann A", "Bo B", "Cy C");
    assertThat(paper.versions())
        .containsExactly(
            new Version(1, Instant.parse("2024-11-13T20:30:37Z"), "12kb"),
            new Version(2, Instant.parse("2024-11-14T20:30:37Z"), null));
  }

  @Test
  void dublinCoreNamesFamilyFirstAndTheAbstractBeforeTheComment() {
    Paper paper =
        Reading.of(
                oai(
                    record(
                        "math/0309136",
                        """
                        <oai_dc:dc xmlns:oai_dc="x" xmlns:dc="y"><dc:title>T</dc:title><dc:creator>A, Ann</dc:creator><dc:creator>B, Bo</dc:creator>
                        <dc:subject>Topology</dc:subject><dc:description>The abstract.</dc:description><dc:description>Comment: 3 pages</dc:description>
                        <dc:date>2003-09-08</dc:date><dc:date>2004-01-01</dc:date><dc:identifier>http://arxiv.org/abs/math/0309136</dc:identifier><dc:identifier>doi:10.1000/y</dc:identifier></oai_dc:dc>
                        """)))
            .paper();

    assertThat(paper.authors()).extracting(Author::name).containsExactly("Ann A", "Bo B");
    assertThat(paper.abstractText()).isEqualTo("The abstract.");
    assertThat(paper.comment()).isEqualTo("3 pages");
    assertThat(paper.published()).isEqualTo(new SaidDate("2003-09-08"));
    assertThat(paper.doi()).isEqualTo("10.1000/y");
  }

  @Test
  void pagesMayFollowEachOtherAndDeletionsAreHeard() {
    String raw =
        "<arXivRaw><version version=\"v1\"/><title>T</title><categories>cs.LG</categories></arXivRaw>";
    Reading reading =
        Reading.of(
            oai(
                    record("2411.00100", raw)
                        + "<resumptionToken cursor=\"0\">abc|1001</resumptionToken>")
                + oai(
                    "<record><header status=\"deleted\"><identifier>oai:arXiv.org:2411.00101</identifier><datestamp>2024-02-03</datestamp></header></record>"
                        + "<resumptionToken cursor=\"1\">abc|2001</resumptionToken>"));

    assertThat(reading.papers()).hasSize(1);
    assertThat(reading.batch().withdrawn())
        .containsExactly(
            new Said.Withdrawn(new PaperId("2411.00101"), Instant.parse("2024-02-03T00:00:00Z")));
    assertThat(reading.note()).contains("abc|2001");
  }

  @Test
  void aBrokenRecordCostsItselfOnly() {
    String raw = "<arXivRaw><title>T</title></arXivRaw>";
    Reading reading =
        Reading.of(
            oai(
                record("2411.00100", raw)
                    + record("2411.00101", "<arXivRaw><title>T</arXivRaw>")
                    + record("2411.00102", "<other/>")
                    + record("2411.99", raw)
                    + "<record><header><identifier>oai:arXiv.org:2411.00103</identifier></header>" // never closed
                    + record("2411.00104", raw)));

    assertThat(reading.papers())
        .extracting(p -> p.id().value())
        .containsExactly("2411.00100", "2411.00104");
    assertThat(reading.reasons()).hasSize(4);
  }

  @Test
  void documentTypesAndEntitiesAreRefused() {
    for (String file :
        List.of(
            "<!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><feed><entry><id>2411.00100</id><title>&x;</title></entry></feed>",
            "<?xml version=\"1.0\"?><!DOCTYPE OAI-PMH SYSTEM \"http://example.org/x.dtd\"><OAI-PMH/>",
            "<feed><!ENTITY lol \"lol\"><entry/></feed>")) {
      assertThatThrownBy(() -> Reading.of(file))
          .isInstanceOf(ImportRefused.class)
          .hasMessageContaining("DOCTYPE");
    }
    // Late enough to lie behind the opening, and inside a record.
    Reading late =
        Reading.of(
            "<feed>"
                + " ".repeat(200_000)
                + "<!DOCTYPE feed [<!ENTITY x \"y\">]><entry><id>2411.00100</id><title>&x;</title></entry>"
                + "<entry><!DOCTYPE feed [<!ENTITY x \"y\">]><id>2411.00101</id><title>T &x;</title></entry></feed>");
    assertThat(late.papers()).isEmpty();
    assertThat(late.reasons()).hasSize(2);
  }

  @Test
  void theAtomFormOfTheDailyFeedSaysWhatItsRssFormSays() {
    String feed =
        """
        <feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <id>http://rss.arxiv.org/atom/cs.LG</id><title>cs.LG updates on arXiv.org</title>
        <entry><id>oai:arXiv.org:2411.09009v1</id><title>Cut Your Losses</title><updated>2024-11-15T05:00:00.1+00:00</updated>
        <link href="https://arxiv.org/abs/2411.09009" rel="alternate" type="text/html"/>
        <summary>arXiv:2411.09009v1 Announce Type: new
        Abstract: As language models grow.</summary>
        <category term="cs.LG"/><category term="cs.CL"/><published>2024-11-15T00:00:00-05:00</published>
        <rights>http://creativecommons.org/licenses/by/4.0/</rights>
        <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
        <arxiv:announce_type>new</arxiv:announce_type><dc:creator>Ann A, Bo B</dc:creator></entry>
        <entry><id>oai:arXiv.org:2411.00001v3</id><title>Revised</title><summary>Abstract: Text.</summary>
        <published>yesterday</published><arxiv:announce_type>replace</arxiv:announce_type></entry>
        </feed>
        """;
    Reading reading = Reading.of(feed);

    assertThat(reading.papers()).hasSize(1);
    var paper = reading.papers().getFirst();
    assertThat(paper.id().value()).isEqualTo("2411.09009");
    assertThat(paper.abstractText()).isEqualTo("As language models grow.");
    assertThat(paper.authors())
        .extracting(author -> author.name())
        .containsExactly("Ann A", "Bo B");
    assertThat(paper.categories()).containsExactly("cs.LG", "cs.CL");
    assertThat(String.valueOf(paper.published())).isEqualTo("2024-11-15");
    assertThat(paper.origin().of("published").rank())
        .isEqualTo(org.offprint.catalog.paper.Origin.Rank.inferred);
    assertThat(paper.licence()).isEqualTo("http://creativecommons.org/licenses/by/4.0/");
    assertThat(reading.reasons()).singleElement().asString().contains("<published> is 'yesterday'");
  }
}
