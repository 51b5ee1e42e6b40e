package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;

/// Ten thousand records, broken in every way that we thought of, among as many good ones.
class MutationTest {
  private static final int BROKEN = 10_000;
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-05T08:00:00Z"));

  /// How a record is broken. Some ways always leave a bad record, some may leave a good one.
  private enum Way {
    flippedByte,
    droppedField,
    wrongType,
    cut,
    hugeField,
    nul,
    badUtf8,
    numberForId,
    nested,
    blankTitle
  }

  @Test
  void nothingIsLostButTheBadAndEachOfThemIsReported() {
    Random random = new Random(20_260_305);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Set<String> good = new HashSet<>();
    Set<Long> surelyBad = new HashSet<>();
    long lines = 0;
    for (int i = 1; i <= BROKEN; i++) {
      String id = "2502.%05d".formatted(i);
      good.add(id);
      append(file, line(random, id).getBytes(StandardCharsets.UTF_8));
      Way way = Way.values()[i % Way.values().length];
      byte[] bad = broken(random, way, line(random, "2503.%05d".formatted(i)));
      append(file, bad);
      lines += 2;
      if (way != Way.flippedByte && way != Way.droppedField && way != Way.nul) {
        surelyBad.add(lines);
      }
    }

    try (Database database = TestDatabase.fresh()) {
      Importer importer =
          new Importer(new Papers(database, Trending::heat), database, FirstEdition::idOf, CLOCK);
      Counts counts = run(importer, file).total();
      String state = ImporterTest.state(database);
      Counts again = run(importer, file).total();

      assertThat(counts.read()).isEqualTo(2L * BROKEN);
      assertThat(column(database, "select id from paper")).containsAll(good);
      List<Long> reported =
          column(database, "select line from quarantine").stream().map(Long::valueOf).toList();
      assertThat(reported)
          .hasSize((int) counts.quarantined())
          .doesNotHaveDuplicates()
          .containsAll(surelyBad);
      assertThat(reported).allMatch(line -> line % 2 == 0); // never a good line
      assertThat(column(database, "select reason from quarantine"))
          .noneMatch(reason -> reason.startsWith("unexpected") || reason.isBlank());
      assertThat(again)
          .isEqualTo(
              new Counts(
                  2L * BROKEN, 0, 0, counts.read() - counts.quarantined(), counts.quarantined()));
      assertThat(ImporterTest.state(database)).isEqualTo(state);
    }
  }

  @Test
  void brokenXmlCostsOnlyItsRecord() {
    Random random = new Random(7);
    StringBuilder xml = new StringBuilder("<feed>\n");
    List<String> good = new ArrayList<>();
    for (int i = 1; i <= 2_000; i++) {
      String id = "2502.%05d".formatted(i);
      good.add(id);
      xml.append(entry(id)).append('\n');
      String entry = entry("2503.%05d".formatted(i));
      xml.append(
              switch (i % 6) {
                case 0 -> entry.replace("</title>", "");
                case 1 -> entry.replace("<title>", "<title attribute=>");
                case 2 -> entry.replace("Title", "&unknown;");
                case 3 -> entry.replace("<id>", "<id><![CDATA[");
                case 4 -> entry.substring(0, 8 + random.nextInt(entry.length() - 20));
                default -> entry.replace("2503.", "9913.");
              })
          .append('\n');
    }
    Reading reading = Reading.of(xml.append("</feed>\n").toString());

    assertThat(reading.papers()).extracting(paper -> paper.id().value()).containsAll(good);
    assertThat(reading.papers().size() + reading.reasons().size()).isEqualTo(4_000);
    assertThat(reading.reasons().size()).isEqualTo(2_000);
    assertThat(reading.reasons()).noneMatch(reason -> reason.contains("unexpected"));
  }

  private static ImportReport run(Importer importer, ByteArrayOutputStream file) {
    InputStream in = new ByteArrayInputStream(file.toByteArray());
    return importer.run(List.of("-"), in, ImportProgress.SILENT);
  }

  private static void append(ByteArrayOutputStream file, byte[] line) {
    file.writeBytes(line);
    file.write('\n');
  }

  private static String line(Random random, String id) {
    int number = random.nextInt(1_000_000);
    return ("{\"id\":\"%s\",\"title\":\"Title %d — ünï\",\"abstract\":\"Abstract %d with \\\"quotes\\\" and \\\\alpha.\",\"authors\":[\"Ann A\",\"Bo B\"],"
            + "\"categories\":[\"cs.LG\",\"stat.ML\"],\"primaryCategory\":\"cs.LG\",\"published\":\"2025-02-03\",\"publishedPrecision\":\"day\",\"updated\":null}")
        .formatted(id, number, number);
  }

  private static byte[] broken(Random random, Way way, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return switch (way) {
      case flippedByte -> {
        int at = random.nextInt(bytes.length);
        byte flipped = (byte) (bytes[at] ^ (1 << random.nextInt(8)));
        bytes[at] = flipped == '\n' || flipped == '\r' ? (byte) '?' : flipped;
        yield bytes;
      }
      case droppedField -> {
        String field =
            List.of("id", "title", "abstract", "authors", "published", "categories")
                .get(random.nextInt(6));
        yield utf8(line.replace("\"" + field + "\":", "\"was_" + field + "\":"));
      }
      case wrongType -> {
        String field =
            List.of("title", "authors", "categories", "published", "abstract")
                .get(random.nextInt(5));
        String value = List.of("17", "true", "{\"a\":1}", "[[1]]", "-0.5e3").get(random.nextInt(5));
        yield utf8(
            line.replaceFirst(
                "\"" + field + "\":(\"[^\"]*\"|\\[[^]]*\\])", "\"" + field + "\":" + value));
      }
      case cut -> utf8(line.substring(0, 1 + random.nextInt(line.length() - 2)).stripTrailing());
      case hugeField -> utf8(line.replace("Title", "x".repeat(3_000)));
      case nul -> {
        bytes[random.nextInt(bytes.length)] = 0;
        yield bytes;
      }
      case badUtf8 -> {
        int at = line.indexOf("Title");
        bytes[at] = (byte) 0xC3;
        bytes[at + 1] = (byte) 0x28;
        yield bytes;
      }
      case numberForId -> utf8(line.replaceFirst("\"id\":\"([^\"]*)\"", "\"id\":$1"));
      case nested -> utf8("[".repeat(2_000) + line);
      case blankTitle -> utf8(line.replaceFirst("Title [^\"]*", " \\\\t "));
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String entry(String id) {
    return String.format(
        Locale.ROOT,
        "<entry><id>http://arxiv.org/abs/%sv1</id><title>Title</title><summary>Text</summary><author><name>Ann A</name></author></entry>",
        id);
  }

  private static List<String> column(Database database, String sql) {
    return database.sql().sql(sql).query((row, number) -> row.getString(1)).list();
  }
}
