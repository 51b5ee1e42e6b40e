package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.SaidDate;

class BibTexTest {
  @Test
  void anEntryIsKeyedByArxivThenDoiThenItsTitleAndFirstAuthor() {
    Reading reading =
        Reading.of(
            """
            A comment before the first entry.
            @string{icml = "Proc. of the Conference"}
            @misc{one, title = {{A} Title with {\\'e}t{\\'e} and $x_{1}$}, author = {M{\\"u}ller, J{\\"o}rg and {van der Berg}, Ann and others},
              eprint = {2411.00100}, archivePrefix = {arXiv}, primaryClass = {cs.LG}, year = 2024, month = nov}
            @article{two, title = "Two", author = "Ann A", doi = {10.1000/ABC}, journal = {J. of Examples}, year = "1999"}
            @inproceedings{three, title = "Three", author = {Bo B}, booktitle = icml, year = {2001}}
            @article{four, title = "Four", author = {Bo B}, journal = {arXiv preprint arXiv:1706.00100}, year = {2017}}
            @article{five, title = "Broken", author = {Bo B
            @misc{six, title = "Six", url = {https://arxiv.org/abs/cs/0112017}}
            """);

    List<Paper> papers = reading.papers();

    assertThat(papers)
        .extracting(paper -> paper.id().value().replaceFirst("bib-.*", "bib"))
        .containsExactly("2411.00100", "10.1000/abc", "bib", "1706.00100", "cs/0112017");
    assertThat(papers.getFirst().title()).isEqualTo("A Title with été and $x_{1}$");
    assertThat(papers.getFirst().authors())
        .extracting(Author::name)
        .containsExactly("Jörg Müller", "Ann van der Berg");
    assertThat(papers.getFirst().published()).isEqualTo(new SaidDate("2024-11"));
    assertThat(papers.getFirst().categories()).containsExactly("cs.LG");
    assertThat(papers.get(1).doi()).isEqualTo("10.1000/abc");
    assertThat(papers.get(1).journalReference()).isEqualTo("J. of Examples");
    assertThat(papers.get(2).journalReference()).isEqualTo("Proc. of the Conference");
    assertThat(papers.get(3).journalReference()).isNull();
    assertThat(reading.reasons()).singleElement().asString().startsWith("8: ");
  }

  @Test
  void aLocalKeyIsTheSameAgainAndAnotherForAnotherPaper() {
    Paper first = Reading.of("@misc{a, title={A  Title.}, author={Ann A}}").paper();
    Paper again = Reading.of("@book{b, title={a title}, author={A, Ann}}").paper();
    Paper other = Reading.of("@misc{a, title={A Title}, author={Bo B}}").paper();

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(other.id()).isNotEqualTo(first.id());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{\\'E}mile,Émile",
        "\\'{e},é",
        "\\'e,é",
        "Erd{\\H o}s,Erdős",
        "Erd\\H{o}s,Erdős",
        "\\v{S}ime,Šime",
        "Fran\\c{c}ois,François",
        "{\\o}re,øre",
        "\\O rsted,Ørsted",
        "{\\L}ukasz,Łukasz",
        "Stra{\\ss}e,Straße",
        "\\aa,å",
        "\\'{\\i},í",
        "na\\\"{\\i}ve,naïve",
        "A~B,A B",
        "R \\& D,R & D",
        "100\\%,100%",
        "\\alpha,\\alpha",
        "{Deep} Net,Deep Net",
        "$\\alpha$-net,$\\alpha$-net",
        "\\emph{x} y,x y",
        "\\k{a},ą",
        "\\u{g},ğ",
        "\\r{u},ů",
        "\\~n,ñ",
        "\\^{o},ô",
        "\\d{s},ṣ",
        "\\=a,ā",
        "\\.z,ż"
      })
  void accentsBecomeLetters(String tex, String plain) {
    assertThat(TexText.plain(tex)).isEqualTo(plain);
  }

  @Test
  void brokenTexNeverFails() {
    for (String tex :
        List.of(
            "\\", "{", "}", "\\'", "\\'{", "$", "$$", "\\c", "\\v{}", "~", "\\begin", "{\\",
            "\\'\\", "\\\"\\i")) {
      assertThat(TexText.plain(tex)).isNotNull();
    }
  }
}
