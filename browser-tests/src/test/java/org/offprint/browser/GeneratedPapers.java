package org.offprint.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/// Three days of papers in the form of a daily-papers archive, with everything in them that has
/// broken a page before.
final class GeneratedPapers {
  static final String DAY = "2026-03-05";
  static final String MATHS_PAPER = "2603.00100";

  private static final List<String> TITLES =
      List.of(
          "On $\\ell_p$-Regression in $\\tilde{O}(n^{\\omega})$ Time over $\\mathbb{R}^{d \\times d}$",
          "A <b>Bold</b> & \"Quoted\" Title's <script>alert(1)</script> Test",
          "Supercalifragilisticexpialidocious".repeat(3) + ": A Title Without a Place to Break",
          "A Title so Long that It Takes Several Lines on a Telephone, because Its Authors Wanted to Say in It Everything that the Abstract Says Again",
          "大规模词汇语言模型中的交叉熵损失：一种节省内存的计算方法",
          "Poincar\\'e Maps and G\\\"odel Numbers of Erd\\H{o}s Graphs",
          "Adam",
          "The mean of $$\\sum_{i=1}^{n} \\frac{\\partial^2 L(\\theta_i; x_{i,1}, x_{i,2}, \\ldots, x_{i,m})}{\\partial \\theta_i^2} + \\int_0^\\infty e^{-x^2} dx$$ explained");
  private static final List<String> WORDS =
      List.of(
          "entropy",
          "attention",
          "gradient",
          "language",
          "model",
          "loss",
          "memory",
          "token",
          "graph",
          "vision",
          "policy",
          "sparse",
          "kernel",
          "retrieval",
          "diffusion");

  private GeneratedPapers() {}

  static Path write(Path file) throws IOException {
    JsonMapper json = new JsonMapper();
    Random chance = new Random(5);
    StringBuilder lines = new StringBuilder();
    int number = 100;
    for (String day : List.of(DAY, "2026-03-04", "2026-03-03")) {
      for (int position = 0; position < 26; position++) {
        lines
            .append(
                json.writeValueAsString(
                    paper(day, position, "2603.%05d".formatted(number++), chance)))
            .append('\n');
      }
    }
    return Files.writeString(file, lines);
  }

  private static Map<String, Object> paper(String day, int position, String id, Random chance) {
    Map<String, Object> paper = new LinkedHashMap<>();
    paper.put("date", day);
    paper.put("position", position);
    paper.put("snapshotAt", day + "T18:00:00Z");
    paper.put("id", id);
    paper.put(
        "title", position < TITLES.size() ? TITLES.get(position) : "Learning " + words(chance, 6));
    paper.put(
        "abstract",
        "We study "
            + words(chance, 40)
            + ". The loss is $\\mathcal{L}(\\theta) = -\\sum_i \\log p_\\theta(x_i)$, at most $10^{-3}$. Code: https://example.org/"
            + "a-very-long-address-without-a-break/".repeat(3)
            + ".\n\nA second paragraph, \\emph{stressed}, of "
            + words(chance, 60)
            + ".");
    List<String> authors = new ArrayList<>();
    for (int i = 0; i <= position % 5 * 3; i++) {
      authors.add(
          i == 1
              ? "Gödel Ångström-Øresund"
              : "Author "
                  + (char) ('A' + i)
                  + ". "
                  + WORDS.get(i).toUpperCase(java.util.Locale.ROOT));
    }
    paper.put("authors", authors);
    paper.put("publishedAt", day + "T00:00:00.000Z");
    paper.put("upvotes", 60 - 2 * position);
    paper.put("numComments", position % 4);
    paper.put("organization", position % 3 == 0 ? "Example Lab" : null);
    paper.put("keywords", List.of(words(chance, 1).strip(), words(chance, 2).strip()));
    paper.put(
        "githubRepo", position % 2 == 0 ? "https://github.com/example/repo-" + position : null);
    paper.put("projectPage", null);
    return paper;
  }

  private static String words(Random chance, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(i == 0 ? "" : " ").append(WORDS.get(chance.nextInt(WORDS.size())));
    }
    return words.toString();
  }
}
