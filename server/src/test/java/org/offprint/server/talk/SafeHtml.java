package org.offprint.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;

/// What may stand in a comment, judged on the tree that a browser would make of it.
public final class SafeHtml {
  private static final Set<String> ELEMENTS =
      Set.of(
          "p",
          "br",
          "em",
          "strong",
          "code",
          "pre",
          "blockquote",
          "ul",
          "ol",
          "li",
          "hr",
          "a",
          "wbr",
          "span",
          "math",
          "semantics",
          "mrow",
          "mi",
          "mn",
          "mo",
          "ms",
          "mtext",
          "mspace",
          "mfrac",
          "msqrt",
          "mroot",
          "msub",
          "msup",
          "msubsup",
          "mover",
          "munder",
          "munderover",
          "mtable",
          "mtr",
          "mtd",
          "mstyle",
          "mpadded",
          "mphantom",
          "menclose",
          "mmultiscripts");

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "href",
          "rel",
          "start",
          "class",
          "role",
          "aria-label",
          "tabindex",
          "alttext",
          "display",
          "mathvariant",
          "stretchy",
          "fence",
          "separator",
          "accent",
          "accentunder",
          "form",
          "lspace",
          "rspace",
          "width",
          "height",
          "depth",
          "linethickness",
          "columnalign",
          "displaystyle",
          "scriptlevel",
          "minsize",
          "maxsize",
          "symmetric",
          "largeop",
          "movablelimits",
          "notation",
          "columnspacing",
          "rowspacing",
          "voffset",
          "xmlns");

  private SafeHtml() {}

  /// @param words the element that holds a comment's text
  public static void check(Element words) {
    for (Element element : words.getAllElements()) {
      if (element == words) {
        continue;
      }
      assertThat(ELEMENTS).as(words.html()).contains(element.normalName());
      for (Attribute attribute : element.attributes()) {
        assertThat(ATTRIBUTES).as(words.html()).contains(attribute.getKey());
      }
      if (element.hasAttr("href")) {
        assertThat(element.normalName()).isEqualTo("a");
        assertThat(element.attr("href"))
            .as(words.html())
            .matches("(?i)(https?://|mailto:|/|#|\\.|[^:]*$).*");
        assertThat(element.attr("rel")).contains("nofollow").contains("ugc").contains("noopener");
      }
      if (element.normalName().equals("span")) {
        assertThat(element.className()).isEqualTo("formula");
      }
    }
  }
}
