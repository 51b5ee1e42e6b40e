package org.offprint.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each format with records broken among good ones, and whole documents broken anywhere. The bounds
/// of time are for what never ends, not for what is slow.
class DocumentMutationTest {
  private static final int BROKEN_OF_EACH = 1_500;

  /// A record of the paper `ID` in each format, and what stands around all of them.
  private record Form(String before, String record, String after) {
    String with(String records) {
      return before + records + after;
    }

    String of(String id) {
      return record.replace("ID", id) + "\n";
    }
  }

  private static final Map<String, Form> FORMS = new TreeMap<>();

  static {
    oai(
        "OAI arXivRaw",
        "<arXivRaw xmlns=\"http://arxiv.org/OAI/arXivRaw/\"><id>ID</id><version"
            + " version=\"v1\"><date>Wed, 13 Nov 2024 20:30:37"
            + " GMT</date></version><title>Title</title><authors>Ann A (U), Bo B and Cy"
            + " C</authors><categories>cs.LG</categories><abstract>Text</abstract></arXivRaw>");
    oai(
        "OAI arXiv",
        "<arXiv"
            + " xmlns=\"http://arxiv.org/OAI/arXiv/\"><id>ID</id><created>2025-02-03</created><authors><author><keyname>A</keyname><forenames>Ann</forenames></author></authors><title>Title</title><categories>cs.LG"
            + " stat.ML</categories><abstract>Text</abstract></arXiv>");
    oai(
        "OAI oai_dc",
        "<oai_dc:dc xmlns:oai_dc=\"x\" xmlns:dc=\"y\"><dc:title>Title</dc:title><dc:creator>A,"
            + " Ann</dc:creator><dc:description>Text</dc:description>"
            + "<dc:date>2025-02-03</dc:date><dc:identifier>http://arxiv.org/abs/ID</dc:identifier></oai_dc:dc>");
    FORMS.put(
        "Atom",
        new Form(
            "<feed>\n",
            "<entry><id>http://arxiv.org/abs/IDv1</id><published>2025-02-03T10:00:00Z</published><title>Title</title><summary>Text</summary><author><name>Ann"
                + " A</name></author></entry>",
            "</feed>\n"));
    FORMS.put(
        "RSS",
        new Form(
            "<rss><channel>\n",
            "<item><title>Title</title><guid>oai:arXiv.org:IDv1</guid><description>Abstract:"
                + " Text</description><category>cs.LG</category><pubDate>Fri, 15 Nov 2024 00:00:00"
                + " -0500</pubDate><creator>Ann A, Bo B</creator></item>",
            "</channel></rss>\n"));
    FORMS.put(
        "snapshot",
        new Form(
            "",
            "{\"id\":\"ID\",\"authors_parsed\":[[\"A\",\"Ann\",\"\"]],\"title\":\"Title\",\"categories\":\"cs.LG"
                + " stat.ML\",\"abstract\":\"Text\",\"versions\":[{\"version\":\"v1\",\"created\":\"Mon,"
                + " 2 Apr 2007 19:18:42 GMT\"}],\"update_date\":\"2008-11-26\"}",
            ""));
    FORMS.put(
        "corpus",
        new Form(
            "",
            "{\"id\":\"ID\",\"title\":\"Title\",\"abstract\":\"Text\",\"authors\":[\"Ann"
                + " A\"],\"categories\":[\"cs.LG\"],\"primaryCategory\":\"cs.LG\","
                + "\"published\":\"2025-02-03\",\"publishedPrecision\":\"day\",\"updated\":null}",
            ""));
    FORMS.put(
        "BibTeX",
        new Form(
            "", "@article{a, title = {Title}, author = {A, Ann}, eprint = {ID}, year = 2025}", ""));
  }

  private static Form form(String name) {
    return Objects.requireNonNull(FORMS.get(name));
  }

  private static void oai(String name, String metadata) {
    FORMS.put(
        name,
        new Form(
            "<OAI-PMH><ListRecords>\n",
            "<record><header><identifier>oai:arXiv.org:ID</identifier><datestamp>2025-02-03</datestamp></header><metadata>"
                + metadata
                + "</metadata></record>",
            "</ListRecords></OAI-PMH>\n"));
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void inEveryFormatTheGoodAreReadAndEachBadOneHasItsLineAndReason() {
    FORMS.forEach((name, form) -> {
      Random random = new Random(20_260_305);
      StringBuilder records = new StringBuilder();
      List<String> good = new ArrayList<>();
      for (int i = 1; i <= BROKEN_OF_EACH; i++) {
        good.add("2502.%05d".formatted(i));
        records.append(form.of(good.getLast()));
        records.append(broken(random, i % 8, form.of("2503.%05d".formatted(i))));
      }
      Reading reading = Reading.of(form.with(records.toString()));

      assertThat(reading.papers())
          .as(name)
          .extracting(paper -> paper.id().value())
          .containsAll(good);
      assertThat(reading.reasons()).as(name).hasSizeGreaterThan(BROKEN_OF_EACH / 4);
      assertThat(reading.reasons())
          .as(name)
          .allMatch(reason -> reason.matches("(?s)[1-9]\\d*: .+"))
          .noneMatch(reason -> reason.contains(": unexpected"));
    });
  }

  /// None of these can take the next record with it: what it breaks stays within its line.
  private static String broken(Random random, int way, String record) {
    String line = record.strip();
    int at = 1 + random.nextInt(line.length() - 1);
    return switch (way) {
          case 0 -> line.replace("Title", "");
          case 1 -> line.replace("2503.", "9913.");
          case 2 -> line.replace("Text", "&unknown; \\u00zz").replace("{Title}", "{Title");
          case 3 -> line.replace("title", "was");
          case 4 -> line.replace("2503.", "").replace("Title", " ");
          case 5 -> line.replace("Title", "x".repeat(3_000));
          case 6 -> line.replace("Title", "Ti\u0000t\uFFFDle");
          default -> line.substring(0, at) + (char) ('a' + random.nextInt(26)) + line.substring(at);
        }
        + "\n";
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void aDocumentBrokenAnywhereIsRefusedOrSplitAndNothingElse() {
    FORMS.forEach((name, form) -> {
      Random random = new Random(5);
      byte[] whole =
          form.with(form.of("2502.00001") + form.of("2502.00002") + form.of("2502.00003"))
              .getBytes(UTF_8);
      for (int i = 0; i < 600; i++) {
        Fuzzing.document(
            switch (i % 4) {
              case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length));
              case 1 -> flipped(random, whole, 1 + random.nextInt(20));
              case 2 -> doubled(random, whole);
              default -> without(random, whole);
            });
      }
    });
  }

  private static byte[] flipped(Random random, byte[] whole, int bytes) {
    byte[] flipped = whole.clone();
    for (int i = 0; i < bytes; i++) {
      flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
    }
    return flipped;
  }

  /// A piece, such as a tag, stands twice.
  private static byte[] doubled(Random random, byte[] whole) {
    int from = random.nextInt(whole.length);
    int to = Math.min(whole.length, from + random.nextInt(200));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, to);
    out.write(whole, from, whole.length - from);
    return out.toByteArray();
  }

  private static byte[] without(Random random, byte[] whole) {
    int from = random.nextInt(whole.length);
    int to = Math.min(whole.length, from + random.nextInt(200));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, from);
    out.write(whole, to, whole.length - to);
    return out.toByteArray();
  }

  @Test
  void nestingHugeAttributesAndEntitiesCostTheirRecordOnly() {
    Form atom = form("Atom");
    String good = atom.of("2502.00001");
    String bad = atom.of("2503.00001");
    List<String> tricks =
        List.of(
            bad.replace("Text", "<b>".repeat(100_000)),
            bad.replace("<title>", "<title a=\"" + "x".repeat(1 << 20) + "\">"),
            bad.replace("Text", "&#x0;"),
            bad.replace("Text", "&lol9;&lol9;"),
            bad.replace("Text", "&#99999999999;"),
            bad.replace("<title>", "<title " + "a=\"1\" ".repeat(50_000) + ">"));
    for (String trick : tricks) {
      Reading reading = Reading.of(atom.with(trick + good));
      assertThat(reading.papers()).extracting(paper -> paper.id().value()).contains("2502.00001");
      assertThat(reading.reasons()).noneMatch(reason -> reason.contains("unexpected"));
    }
  }

  /// A tag was once looked for from each `>` back through the whole record: hours for this one.
  @Test
  void aMillionClosingBracketsTakeNoLongerThanOtherText() {
    Form atom = form("Atom");
    String text = atom.of("2502.00001").replace("Text", ">".repeat(3_000_000));
    Reading reading =
        Assertions.assertTimeoutPreemptively(
            Duration.ofMinutes(1), () -> Reading.of(atom.with(text + atom.of("2502.00002"))));
    assertThat(reading.papers()).extracting(paper -> paper.id().value()).contains("2502.00002");
  }

  @Test
  void theRecordAfterOneThatIsTooLongIsRead() {
    Form atom = form("Atom");
    String text = atom.of("2502.00001").replace("Text", "x".repeat(5_000_000));
    Reading reading = Reading.of(atom.with(text + atom.of("2502.00002")));

    assertThat(reading.papers())
        .extracting(paper -> paper.id().value())
        .containsExactly("2502.00002");
    assertThat(reading.reasons())
        .singleElement()
        .asString()
        .contains("the record is longer than 4194304 characters");
  }

  @Test
  void definitionsOfStringsAreBoundedSinceEachEntryIsReadWithAllOfThem() {
    String defined = "@string{x%d = \"" + "y".repeat(1_000) + "\"}\n";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      text.append(defined.formatted(i));
    }
    Reading reading = Reading.of(text + form("BibTeX").of("2502.00001"));
    assertThat(reading.paper().id().value()).isEqualTo("2502.00001");
  }
}
