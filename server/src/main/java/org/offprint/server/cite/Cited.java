package org.offprint.server.cite;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;

/// What every form of a citation says about a paper.
record Cited(Paper paper) {
  private static final Set<String> SMALL_WORDS =
      Set.of(
          "a", "an", "the", "on", "in", "of", "for", "to", "and", "with", "is", "are", "from", "by",
          "at", "how", "what", "when", "why", "do", "does", "can", "towards", "toward");

  PaperId id() {
    return paper.id();
  }

  /// The paper's own DOI, else the one that arXiv registers for every paper of its own.
  Optional<String> doi() {
    if (paper.doi() != null) {
      return Optional.of(paper.doi());
    }
    if (id().isDoi()) {
      return Optional.of(id().value());
    }
    return id().isArxiv() ? Optional.of("10.48550/arXiv." + id()) : Optional.empty();
  }

  /// Where the paper itself is: arXiv's page, else the DOI's.
  Optional<String> url() {
    return id().isArxiv()
        ? Optional.of("https://arxiv.org/abs/" + id())
        : doi().map(doi -> "https://doi.org/" + doi);
  }

  Optional<String> pdf() {
    return id().isArxiv() ? Optional.of("https://arxiv.org/pdf/" + id()) : Optional.empty();
  }

  List<PersonName> names() {
    return paper.authors().stream().map(Author::name).map(PersonName::of).toList();
  }

  String title() {
    return oneLine(paper.title());
  }

  Optional<String> abstractText() {
    return Optional.ofNullable(paper.abstractText()).map(Cited::oneLine);
  }

  /// Year, month, day: as many of them as the source said.
  List<Integer> date() {
    SaidDate published = paper.published();
    if (published == null) {
      return List.of();
    }
    String text = published.text();
    return Arrays.stream(text.substring(0, Math.min(10, text.length())).split("-"))
        .map(Integer::valueOf)
        .toList();
  }

  /// `lovelace2026facts`: first family, year, first word of the title that says something. It
  /// depends on nothing but the paper, so it never changes with what else is exported.
  String key() {
    String family =
        names().isEmpty()
            ? (paper.organisation() == null ? "anon" : paper.organisation().slug())
            : names().getFirst().family();
    String word =
        Arrays.stream(title().split("[\\s:—–/-]+"))
            .map(Cited::letters)
            .filter(part -> part.length() > 1 && !SMALL_WORDS.contains(part))
            .findFirst()
            .orElse("");
    String who = letters(family);
    return (who.isEmpty() ? "anon" : who) + (date().isEmpty() ? "" : date().getFirst()) + word;
  }

  private static String letters(String text) {
    return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
        .replace("ß", "ss")
        .replace("ø", "o")
        .replace("ł", "l")
        .replace("æ", "ae")
        .replace("ı", "i")
        .replaceAll("[^a-z0-9]", "");
  }

  static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
