package org.offprint.server.cite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jbibtex.BibTeXDatabase;
import org.jbibtex.BibTeXEntry;
import org.jbibtex.BibTeXParser;
import org.jbibtex.Key;
import org.jbibtex.LaTeXParser;
import org.jbibtex.LaTeXPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.server.TestPapers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CitationTest {
  private static final List<String> GIVEN =
      List.of(
          "Ada",
          "José María",
          "Jürgen",
          "Xià",
          "Øystein",
          "Zoë",
          "Lukasz",
          "D. E.",
          "Ștefan",
          "Ibrahim");
  private static final List<String> FAMILY =
      List.of(
          "Lovelace",
          "Ehrenfest",
          "Müller",
          "García",
          "Nuñez",
          "Celik",
          "Åström",
          "Dvořák",
          "O’Neil",
          "Smith-Jones",
          "van den Berg",
          "de la Cruz",
          "Straße",
          "Žižek",
          "Æsir",
          "Chow");
  private static final List<String> TITLE =
      List.of(
          "Entropy",
          "100% of",
          "Q&A",
          "snake_case",
          "#1",
          "für",
          "naïve",
          "Poincaré",
          "$x_1^2 < y$",
          "C++",
          "a {B}race",
          "$\\alpha$-divergence",
          "“quoted”",
          "über",
          "50~60",
          "x^2",
          "[MASK]",
          "“—”",
          "\"straight\"");

  @Test
  void aThousandPapersComeBackFromAnotherParserAsTheyWere() throws Exception {
    Random chance = new Random(7);
    for (int i = 0; i < 1000; i++) {
      List<String> names =
          draw(chance, 1 + chance.nextInt(5), FAMILY).stream()
              .map(family -> GIVEN.get(chance.nextInt(GIVEN.size())) + " " + family)
              .toList();
      String title = String.join(" ", draw(chance, 1 + chance.nextInt(6), TITLE));
      Paper paper = paper("%02d%02d.%05d".formatted(15 + i % 10, 1 + i % 12, i + 1), title, names);

      BibTeXEntry entry = only(Citation.bib.of(paper));

      assertThat(plain(entry, "title")).as(Citation.bib.of(paper)).isEqualTo(unbraced(title));
      assertThat(authors(entry)).as(Citation.bib.of(paper)).isEqualTo(names);
      assertThat(text(entry, "eprint")).isEqualTo(paper.id().value());
      assertThat(text(entry, "archivePrefix")).isEqualTo("arXiv");
      assertThat(text(entry, "primaryClass")).isEqualTo("cs.LG");
      assertThat(text(entry, "doi")).isEqualTo("10.48550/arXiv." + paper.id());
    }
  }

  @Test
  void theEntryOfAPaperReadsAsPeopleWriteIt() {
    assertThat(Citation.bib.of(TestPapers.FULL))
        .isEqualTo(
            """
            @misc{lovelace2026full,
              title = {{A <Full> Paper \\& Its "Facts"}},
              author = {Lovelace, Ada and Erd{\\H{o}}s, Paul},
              year = {2026},
              eprint = {2603.01234},
              archivePrefix = {arXiv},
              primaryClass = {cs.CL},
              doi = {10.48550/arXiv.2603.01234},
              url = {https://arxiv.org/abs/2603.01234},
              month = mar
            }
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a{b|a\\{b",
        "}{|\\}\\{",
        "cost $5|cost \\$5",
        "50% & more_|50\\% \\& more\\_",
        "$a_b$ & c_d|$a_b$ \\& c\\_d",
        "G\\\"odel|G\\\"odel",
        "\\emph{x}|\\emph{x}",
        "trailing\\|trailing\\textbackslash{}",
        "é|{\\'e}",
        "naïve|na{\\\"i}ve",
        "Ç|{\\c{C}}",
        "ő|{\\H{o}}",
        "İ|{\\.I}",
        "Ł|{\\L}",
        "Σ|Σ"
      })
  void whatWouldBreakATexFileIsEscapedAndFormulasStand(String text, String tex) {
    assertThat(Tex.escape(text)).isEqualTo(tex);
  }

  @ParameterizedTest
  @CsvSource({
    "Ludwig van Beethoven, Ludwig, van Beethoven",
    "Ada Lovelace, Ada, Lovelace",
    "Plato, '', Plato",
    "Gemini Team, '', Gemini Team",
    "'Knuth, Donald', Donald, Knuth",
    "Van Jacobson, Van, Jacobson",
    "Yann Le Cun, Yann Le, Cun"
  })
  void aNameIsDividedAtItsFamily(String printed, String given, String family) {
    PersonName name = PersonName.of(printed);
    assertThat(name.given()).isEqualTo(given);
    assertThat(name.family()).isEqualTo(family);
  }

  @Test
  void aSuffixIsNeitherGivenNorFamily() {
    assertThat(PersonName.of("Martin Luther King Jr."))
        .isEqualTo(new PersonName("Martin Luther", "King", "Jr."))
        .isEqualTo(PersonName.of("Martin Luther King, Jr."));
  }

  @Test
  void aGroupIsOneAuthorThatNobodyDivides() throws Exception {
    Paper paper = paper("2501.00001", "T", List.of("Search and Rescue Team", "Ada Lovelace"));
    assertThat(text(only(Citation.bib.of(paper)), "author"))
        .isEqualTo("{Search and Rescue Team} and Lovelace, Ada");
  }

  @Test
  void aRisRecordBeginsWithItsTypeAndEndsWithItsEnd() {
    List<String> lines = Citation.ris.of(TestPapers.FULL).lines().toList();
    assertThat(Citation.ris.of(TestPapers.FULL)).endsWith("ER  - \r\n");
    assertThat(lines.getFirst()).isEqualTo("TY  - UNPB");
    assertThat(lines).allMatch(line -> line.matches("[A-Z][A-Z0-9]  - .*"));
    assertThat(lines)
        .containsSubsequence("AU  - Lovelace, Ada", "AU  - Erdős, Paul")
        .contains("PY  - 2026", "DA  - 2026/03/04", "AN  - arXiv:2603.01234");
  }

  @Test
  void aCslItemKeepsDatesAsPreciseAsTheSource() {
    JsonNode item = new JsonMapper().readTree(Citation.csl.of(TestPapers.FULL)).get(0);
    assertThat(item.get("type").stringValue()).isEqualTo("article");
    assertThat(item.get("author").get(0).get("family").stringValue()).isEqualTo("Lovelace");
    assertThat(item.get("issued").get("date-parts").toString()).isEqualTo("[[2026,3,4]]");

    Paper monthOnly = TestPapers.bare("cs/0112017", "Old", null, "2001-12");
    JsonNode old = new JsonMapper().readTree(Citation.csl.of(monthOnly)).get(0);
    assertThat(old.get("issued").get("date-parts").toString()).isEqualTo("[[2001,12]]");
    assertThat(old.has("author")).isFalse();
  }

  @Test
  void nothingInTheDataCanEndTheScriptElement() {
    Paper hostile =
        paper("2501.00002", "</script><script>alert(1)</script><!--", List.of("A </script> B"));
    PaperMeta meta =
        PaperMeta.of(hostile, new org.offprint.server.web.PublicAddress("https://x.example"));
    assertThat(meta.jsonLd()).doesNotContain("<");
    JsonNode read = new JsonMapper().readTree(meta.jsonLd());
    assertThat(read.get("headline").stringValue()).isEqualTo(hostile.title());
  }

  @Test
  void everyAuthorHasATagOfTheirOwnAndTheTextStaysAtArxiv() {
    PaperMeta meta =
        PaperMeta.of(
            TestPapers.FULL, new org.offprint.server.web.PublicAddress("https://x.example"));
    assertThat(meta.scholarly())
        .containsSubsequence(
            new PaperMeta.Tag("citation_author", "Ada Lovelace"),
            new PaperMeta.Tag("citation_author", "Paul Erdős"),
            new PaperMeta.Tag("citation_publication_date", "2026/03/04"),
            new PaperMeta.Tag("citation_arxiv_id", "2603.01234"),
            new PaperMeta.Tag("citation_technical_report_institution", "arXiv"),
            new PaperMeta.Tag("citation_pdf_url", "https://arxiv.org/pdf/2603.01234"));
    assertThat(meta.canonical()).isEqualTo("https://x.example/papers/2603.01234");
  }

  private static BibTeXEntry only(String bibtex) throws Exception {
    BibTeXDatabase database = new BibTeXParser().parse(new StringReader(bibtex));
    assertThat(database.getEntries()).hasSize(1);
    return database.getEntries().values().iterator().next();
  }

  private static String text(BibTeXEntry entry, String field) {
    return entry.getField(new Key(field)).toUserString();
  }

  private static String plain(BibTeXEntry entry, String field) throws Exception {
    return latex(text(entry, field).replaceAll("^\\{|\\}$", ""));
  }

  private static List<String> authors(BibTeXEntry entry) throws Exception {
    List<String> names = new ArrayList<>();
    for (String name : text(entry, "author").split(" and ")) {
      String[] parts = latex(name).split(", ");
      names.add(parts[1] + " " + parts[0]);
    }
    return names;
  }

  /// What jbibtex's own reader of TeX makes of it. It knows no formulas: they must stand as they
  /// were.
  private static String latex(String tex) throws Exception {
    StringBuilder plain = new StringBuilder();
    int end = 0;
    Matcher formula = Pattern.compile("\\$[^$]*\\$").matcher(tex);
    while (formula.find()) {
      plain.append(words(tex.substring(end, formula.start()))).append(formula.group());
      end = formula.end();
    }
    return plain.append(words(tex.substring(end))).toString().replace("{", "").replace("}", "");
  }

  private static String words(String tex) throws Exception {
    return tex.isEmpty()
        ? ""
        : new LaTeXPrinter().print(new LaTeXParser().parse(new StringReader(tex)));
  }

  private static String unbraced(String text) {
    return text.replace("{", "").replace("}", "");
  }

  private static List<String> draw(Random chance, int count, List<String> from) {
    return IntStream.range(0, count).mapToObj(i -> from.get(chance.nextInt(from.size()))).toList();
  }

  private static Paper paper(String id, String title, List<String> authors) {
    return new Paper(
        new PaperId(id),
        title,
        null,
        null,
        null,
        authors.stream().map(Author::named).toList(),
        null,
        null,
        "cs.LG",
        List.of("cs.LG"),
        new SaidDate("2026-01-01"),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        Tally.UNKNOWN,
        new Origin("test", Origin.Rank.values()[0], "", "0"));
  }
}
