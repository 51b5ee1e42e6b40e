package org.offprint.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The papers to import and to search for.
///
/// @param files what `./offprint import` takes
/// @param titles titles to make searches from
record Corpus(String name, List<Path> files, List<String> titles) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SAMPLED = 20_000;
  private static final int QUICK_LINES = 3_000;
  private static final int GENERATED = 20_000;

  /// The real corpus in `folder` where there is one, else a generated one. A quick one has the
  /// first lines of one file.
  static Corpus in(Path folder, boolean quick) {
    try {
      List<Path> files = found(folder);
      if (files.isEmpty()) {
        int papers = quick ? QUICK_LINES : GENERATED;
        return read("generated, %,d papers".formatted(papers), List.of(generated(papers)));
      }
      return quick
          ? read(
              "the first %,d lines of %s".formatted(QUICK_LINES, files.getFirst().getFileName()),
              List.of(head(files.getFirst())))
          : read(folder.toString(), files);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the corpus in " + folder, e);
    }
  }

  private static List<Path> found(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : List.of("daily-papers", "arxiv")) {
      if (Files.isDirectory(folder.resolve(part))) {
        try (Stream<Path> all = Files.list(folder.resolve(part))) {
          files.addAll(
              all.filter(file ->
                      file.toString().endsWith(".jsonl.gz")
                          && !file.toString().contains("-raw")
                          && !file.toString().contains("-late"))
                  .sorted()
                  .toList());
        }
      }
    }
    return files;
  }

  private static Corpus read(String name, List<Path> files) throws IOException {
    List<String> titles = new ArrayList<>();
    for (Path file : files) {
      int taken = 0;
      try (BufferedReader lines = lines(file)) {
        @Nullable String line;
        while ((line = lines.readLine()) != null && taken++ < SAMPLED) {
          JsonNode paper = JSON.readTree(line);
          titles.add(paper.path("title").asString().replaceAll("\\s+", " "));
        }
      }
    }
    return new Corpus(name, files, List.copyOf(titles));
  }

  private static BufferedReader lines(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  private static Path head(Path file) throws IOException {
    Path head = temporary();
    try (BufferedReader lines = lines(file);
        var out = new GZIPOutputStream(Files.newOutputStream(head))) {
      for (int i = 0; i < QUICK_LINES; i++) {
        @Nullable String line = lines.readLine();
        if (line == null) {
          break;
        }
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return head;
  }

  private static Path generated(int papers) throws IOException {
    Path file = temporary();
    Random chance = new Random(1);
    LocalDate day = LocalDate.of(2024, 1, 1);
    List<String> words = vocabulary(chance);
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < papers; i++) {
        if (i % 30 == 0) {
          do {
            day = day.plusDays(1);
          } while (day.getDayOfWeek() == DayOfWeek.SATURDAY
              || day.getDayOfWeek() == DayOfWeek.SUNDAY);
        }
        Map<String, Object> paper = new LinkedHashMap<>();
        paper.put("date", day.toString());
        paper.put("position", i % 30);
        paper.put("snapshotAt", day + "T18:00:00Z");
        paper.put(
            "id", "%02d%02d.%05d".formatted(day.getYear() % 100, day.getMonthValue(), 10_000 + i));
        paper.put("title", text(words, chance, 9));
        paper.put(
            "abstract",
            text(words, chance, 160) + ". It costs $O(n \\log n)$ and $\\epsilon < 10^{-3}$.");
        paper.put(
            "authors",
            List.of(text(words, chance, 2), text(words, chance, 2), text(words, chance, 2)));
        paper.put("publishedAt", day + "T00:00:00.000Z");
        paper.put("upvotes", chance.nextInt(80));
        paper.put("numComments", chance.nextInt(5));
        paper.put("keywords", List.of(text(words, chance, 2)));
        out.write((JSON.writeValueAsString(paper) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private static List<String> vocabulary(Random chance) {
    List<String> syllables =
        List.of(
            "ta", "ri", "mo", "len", "gra", "vec", "tor", "ness", "com", "pu", "sion", "al", "ter",
            "ex", "qui", "for");
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 8_000; i++) {
      StringBuilder word = new StringBuilder();
      for (int s = 2 + chance.nextInt(3); s > 0; s--) {
        word.append(syllables.get(chance.nextInt(syllables.size())));
      }
      words.add(word.toString());
    }
    return words;
  }

  /// Words as often as in language: the rank's inverse.
  private static String text(List<String> words, Random chance, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int rank = (int) Math.min(words.size() - 1, Math.pow(words.size(), chance.nextDouble()));
      text.append(i == 0 ? "" : " ").append(words.get(rank));
    }
    return text.toString();
  }

  private static Path temporary() throws IOException {
    Path file = Files.createTempFile("offprint-bench", ".jsonl.gz");
    file.toFile().deleteOnExit();
    return file;
  }
}
