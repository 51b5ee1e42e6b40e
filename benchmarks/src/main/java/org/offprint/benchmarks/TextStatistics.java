package org.offprint.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What real papers look like, so that made ones can look alike: which word follows which, a chain
/// for each group of categories; how long titles and abstracts are; how many authors sign; which
/// categories go together.
///
/// @param name where they were learned
/// @param kinds as often as in the corpus; each brings its categories and its group's words
/// @param givenNames and `familyNames` as often as they were met
record TextStatistics(
    String name,
    List<Kind> kinds,
    List<String> givenNames,
    List<String> familyNames,
    int[] authors) {
  private static final JsonMapper JSON = new JsonMapper();

  /// Abstracts to learn from: more words change little and take memory.
  private static final int LEARNED = 60_000;

  /// A category with fewer papers shares its words with the others of its archive.
  private static final int OWN_CHAIN = 1_500;

  /// A category, the further ones that came with it, and how its papers are worded.
  record Kind(String categories, Words words) {}

  /// @param titles lengths in words, as often as they were met
  /// @param next the words that follow word `w` stand from `from[w]` to `from[w + 1]`, as often as
  ///   they followed; word 0 is the beginning and the end of a text
  record Words(String[] words, int[] from, int[] next, int[] titles, int[] abstracts) {
    int after(int word, SplittableRandom chance) {
      int begin = from[word];
      int count = from[word + 1] - begin;
      return count == 0 ? 0 : next[begin + chance.nextInt(count)];
    }
  }

  private record Sample(String category, String categories, String title, String text) {}

  /// Learned from the `*.jsonl.gz` of `folder` where there are some, else {@link #builtIn}.
  static TextStatistics in(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.list(folder)) {
          List<Path> files =
              all.filter(file ->
                      file.toString().endsWith(".jsonl.gz")
                          && file.getFileName().toString().startsWith("arxiv"))
                  .sorted()
                  .toList();
          if (!files.isEmpty()) {
            return learned(folder, files);
          }
        }
      }
      return builtIn();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot learn from " + folder, e);
    }
  }

  private static TextStatistics learned(Path folder, List<Path> files) throws IOException {
    List<Sample> samples = new ArrayList<>();
    List<String> given = new ArrayList<>();
    List<String> family = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (Path file : files) {
      int most = samples.size() + LEARNED / files.size();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        int number = 0;
        for (@Nullable String line = lines.readLine();
            line != null && samples.size() < most;
            line = lines.readLine()) {
          if (number++ % 2 == 0) { // neighbours are of one day
            learn(JSON.readTree(line), samples, given, family, counts);
          }
        }
      }
    }
    return of(folder.toString(), samples, given, family, counts);
  }

  private static void learn(
      JsonNode paper,
      List<Sample> samples,
      List<String> given,
      List<String> family,
      List<Integer> counts) {
    String category = paper.path("primaryCategory").asString("");
    String text = paper.path("abstract").asString("");
    if (category.isEmpty() || text.isEmpty() || paper.path("authors").isEmpty()) {
      return;
    }
    StringBuilder categories = new StringBuilder(category);
    for (JsonNode further : paper.path("categories")) {
      if (!further.asString("").equals(category) && !further.asString("").isBlank()) {
        categories.append(' ').append(further.asString());
      }
    }
    samples.add(
        new Sample(
            category, categories.toString(), paper.path("title").asString("Untitled"), text));
    counts.add(paper.path("authors").size());
    for (JsonNode author : paper.path("authors")) {
      String name = author.asString("").strip();
      int space = name.lastIndexOf(' ');
      if (space > 0 && family.size() < 200_000) {
        given.add(name.substring(0, space));
        family.add(name.substring(space + 1));
      }
    }
  }

  private static TextStatistics of(
      String name,
      List<Sample> samples,
      List<String> given,
      List<String> family,
      List<Integer> counts) {
    Map<String, Integer> sizes = new HashMap<>();
    samples.forEach(sample -> sizes.merge(sample.category, 1, Integer::sum));
    Map<String, List<Sample>> groups = new HashMap<>();
    List<String> groupOf = new ArrayList<>();
    for (Sample sample : samples) {
      String group =
          sizes.getOrDefault(sample.category, 0) >= OWN_CHAIN
              ? sample.category
              : sample.category.replaceFirst("\\..*", "");
      groupOf.add(group);
      groups.computeIfAbsent(group, unused -> new ArrayList<>()).add(sample);
    }
    Map<String, Words> words = new HashMap<>();
    groups.forEach((group, of) -> words.put(group, words(of)));
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      kinds.add(
          new Kind(samples.get(i).categories, Objects.requireNonNull(words.get(groupOf.get(i)))));
    }
    return new TextStatistics(
        name, kinds, given, family, counts.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Words words(List<Sample> samples) {
    Map<String, Integer> numbers = new HashMap<>();
    numbers.put("", 0);
    List<int[]> texts = new ArrayList<>();
    int[] titles = new int[samples.size()];
    int[] abstracts = new int[samples.size()];
    for (int i = 0; i < samples.size(); i++) {
      int[] title = numbered(samples.get(i).title, numbers);
      int[] text = numbered(samples.get(i).text, numbers);
      titles[i] = Math.min(title.length, 40);
      abstracts[i] = Math.min(text.length, 330);
      texts.add(title);
      texts.add(text);
    }
    String[] words = new String[numbers.size()];
    numbers.forEach((word, number) -> words[number] = word);
    int[] from = new int[words.length + 1];
    for (int[] text : texts) {
      int before = 0;
      for (int word : text) {
        from[before + 1]++;
        before = word;
      }
      from[before + 1]++;
    }
    Arrays.parallelPrefix(from, Integer::sum);
    int[] next = new int[from[words.length]];
    int[] filled = from.clone();
    for (int[] text : texts) {
      int before = 0;
      for (int word : text) {
        next[filled[before]++] = word;
        before = word;
      }
      next[filled[before]++] = 0;
    }
    return new Words(words, from, next, titles, abstracts);
  }

  private static int[] numbered(String text, Map<String, Integer> numbers) {
    return Stream.of(text.strip().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .mapToInt(word -> numbers.computeIfAbsent(word, unused -> numbers.size()))
        .toArray();
  }

  /// A few thousand syllable words, as frequent as the inverse of their rank, where there is no
  /// corpus.
  static TextStatistics builtIn() {
    SplittableRandom chance = new SplittableRandom(1);
    List<String> vocabulary = Stream.generate(() -> madeUp(chance)).limit(20_000).toList();
    List<Sample> samples = new ArrayList<>();
    List<String> given = new ArrayList<>();
    List<String> family = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    String[] categories = {"cs.CV", "cs.LG", "cs.CL", "hep-th", "math.CO", "astro-ph.GA"};
    for (int i = 0; i < 3_000; i++) {
      String category = categories[chance.nextInt(categories.length)];
      samples.add(
          new Sample(
              category,
              category,
              ranked(vocabulary, 4 + chance.nextInt(12), chance),
              ranked(vocabulary, 80 + chance.nextInt(180), chance)));
      given.add(madeUp(chance));
      family.add(madeUp(chance));
      counts.add(1 + chance.nextInt(8));
    }
    return of("built-in words, since there is no corpus", samples, given, family, counts);
  }

  private static String ranked(List<String> words, int count, SplittableRandom chance) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int rank = (int) Math.pow(words.size(), chance.nextDouble());
      text.append(i == 0 ? "" : " ").append(words.get(Math.min(rank, words.size() - 1)));
    }
    return text.toString();
  }

  private static final String[] SYLLABLES = {
    "ta", "ri", "mo", "len", "gra", "vec", "tor", "ness", "com", "pu", "sion", "al", "ter", "ex",
    "qui", "for", "bi", "do", "ka", "zel"
  };

  /// A word that nobody has written, such as new names and terms are.
  static String madeUp(SplittableRandom chance) {
    StringBuilder word = new StringBuilder();
    for (int s = 2 + chance.nextInt(4); s > 0; s--) {
      word.append(SYLLABLES[chance.nextInt(SYLLABLES.length)]);
    }
    return word.toString();
  }
}
