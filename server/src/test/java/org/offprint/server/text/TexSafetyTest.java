package org.offprint.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// Whatever a source holds, what is rendered is well-formed and of the elements that we write.
class TexSafetyTest {
  private static final List<String> ATOMS =
      List.of(
          "$",
          "$$",
          "\\(",
          "\\)",
          "\\[",
          "\\]",
          "{",
          "}",
          "\\",
          "^",
          "_",
          "&",
          "<",
          ">",
          "\"",
          "'",
          "`",
          "``",
          "''",
          "~",
          "%",
          "#",
          "-",
          "--",
          "\n",
          "\n\n",
          " ",
          "a",
          "x",
          "1",
          "5",
          "Word ",
          "\\frac",
          "\\sqrt[",
          "]",
          "\\left",
          "\\right",
          "\\begin{cases}",
          "\\end{cases}",
          "\\begin{equation}",
          "\\alpha",
          "\\mathbf",
          "\\text{",
          "\\emph{",
          "{\\em ",
          "\\href{",
          "\\url{",
          "\\cite{",
          "https://example.org/",
          "<script>",
          "</p>",
          "]]>",
          "&amp;",
          "\u0000",
          "\ud83d",
          "\ude00",
          "\uffff",
          "é",
          "漢",
          "\\over",
          "\\not",
          "\\hat",
          "\\\\",
          "\\'",
          "\\\"o",
          "\\v",
          "\\c{c}",
          "\\unicode{x0}",
          "\\ce{H2O}",
          "\\operatorname*",
          "\\limits",
          "\\footnote{",
          "\\textcolor{red}{",
          "javascript:",
          "\\big",
          "|",
          "(",
          ")",
          ",");
  private static final List<String> ELEMENTS =
      List.of(
          "r",
          "p",
          "em",
          "strong",
          "code",
          "sup",
          "sub",
          "a",
          "mark",
          "math",
          "mrow",
          "mi",
          "mn",
          "mo",
          "mtext",
          "mspace",
          "msub",
          "msup",
          "msubsup",
          "munder",
          "mover",
          "munderover",
          "mfrac",
          "msqrt",
          "mroot",
          "mtable",
          "mtr",
          "mtd",
          "wbr",
          "span");

  private final DocumentBuilder parser = parser();

  @Test
  void anyTextBecomesWellFormedAndHarmless() throws Exception {
    Random chance = new Random(20260305);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder source = new StringBuilder();
      for (int i = chance.nextInt(30); i >= 0; i--) {
        source.append(
            chance.nextInt(8) == 0
                ? Character.toString(chance.nextInt(0x10000))
                : ATOMS.get(chance.nextInt(ATOMS.size())));
      }
      check(source.toString(), chance);
    }
  }

  @Test
  @Timeout(300) // what grows with the square of the length takes longer
  void longAndDeepTextsTakeNoLongerThanTheirLength() throws Exception {
    List<String> units = new ArrayList<>(ATOMS);
    units.addAll(
        List.of(
            "{\\em ",
            "$x",
            "$\\hat",
            "$\\frac{",
            "\\left(",
            "^{",
            "x'^",
            "\\sqrt{",
            "$\\text{",
            "\\cite[",
            "{a,",
            "`a",
            "http://\\_",
            "https://(",
            "\\em",
            "$a $"));
    for (String unit : units) {
      String source = unit.repeat(100_000 / unit.length());
      check(source, new Random(1));
      check("$" + unit.repeat(3_900 / unit.length()) + "$", new Random(1));
    }
  }

  private void check(String source, Random chance) throws Exception {
    int from = chance.nextInt(source.length() + 1);
    List<Tex.Span> found = List.of(new Tex.Span(from, from + chance.nextInt(20)));
    for (String html : List.of(Tex.html(source, found), Tex.paragraphs(source, found))) {
      Element root =
          parser
              .parse(new InputSource(new StringReader("<r>" + html + "</r>")))
              .getDocumentElement();
      NodeList elements = root.getElementsByTagName("*");
      for (int i = 0; i < elements.getLength() && i < 300; i++) {
        Element element = (Element) elements.item(i);
        assertThat(ELEMENTS).as(source).contains(element.getTagName());
        if (element.getTagName().equals("a")) {
          assertThat(element.getAttribute("href")).matches("(?is)https?://.*");
          assertThat(element.getElementsByTagName("a").getLength()).isZero();
        }
      }
      assertThat(html).doesNotContainIgnoringCase("<script");
    }
    assertThat(Tex.plain(source)).doesNotContain("\n");
  }

  private static DocumentBuilder parser() {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }
}
