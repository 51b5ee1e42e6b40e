package org.offprint.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommentHtmlTest {
  /// Not the time on the wall: the machine may have other work.
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private static Element dom(String text, String... known) {
    return Jsoup.parseBodyFragment(CommentHtml.of(text, Set.of(known))).body();
  }

  @Test
  void markdownBecomesTheElementsThatItMeans() {
    Element words =
        dom(
            "*one* **two** `a < b`\nnext line\n\n> quoted\n\n- item\n\n3. three\n\n```java\nint i;\n```");

    assertThat(words.select("em").text()).isEqualTo("one");
    assertThat(words.select("strong").text()).isEqualTo("two");
    assertThat(words.select("p code").text()).isEqualTo("a < b");
    assertThat(words.select("br")).hasSize(1); // a line ends where its writer ended it
    assertThat(words.select("blockquote p").text()).isEqualTo("quoted");
    assertThat(words.select("ul li").text()).isEqualTo("item");
    assertThat(words.select("ol").attr("start")).isEqualTo("3");
    assertThat(words.select("pre code").text()).isEqualTo("int i;");
    SafeHtml.check(words);
  }

  @Test
  void formulasAreMathMlAndNothingInThemIsMarkdown() {
    Element words =
        dom("With $a_i * b_i$ and *more* $\\frac{1}{2}$.\n\n$$\na\n- b\n$$\n\nThen $$x<y$$.");

    assertThat(words.select("math")).hasSize(4);
    assertThat(words.select("math").get(0).attr("alttext")).isEqualTo("a_i * b_i");
    assertThat(words.select("math[display=block]")).hasSize(2);
    assertThat(words.select("em").text()).isEqualTo("more");
    assertThat(words.select("mfrac")).hasSize(1);
    assertThat(words.select("ul")).isEmpty(); // "- b" is a part of the formula
    SafeHtml.check(words);
  }

  @Test
  void moneyAndCodeAreNoFormulas() {
    Element words = dom("It costs $5 and $10, `$x$` too.\n\n    $y$\n\n\\$z$ and $ a $");

    assertThat(words.select("math")).isEmpty();
    assertThat(words.text()).contains("$5 and $10", "$x$", "$y$", "$z$");
  }

  @Test
  void aFormulaThatCannotBeReadStandsAsItsSource() {
    assertThat(dom("$\\unheard{of}$").select("code.tex").text()).isEqualTo("\\unheard{of}");
  }

  @Test
  void whoIsNamedAndWhatIsAnAddressBecomesALink() {
    Element words =
        dom(
            "@ada and @Nobody, see https://example.org/a_b_c?x=1&y=2. (https://example.org/d) mail@ada.example `@ada`",
            "Ada");

    assertThat(words.select("a").eachAttr("href"))
        .containsExactly(
            "/people/Ada", "https://example.org/a_b_c?x=1&y=2", "https://example.org/d");
    assertThat(CommentHtml.mentions("@ada, @Ada-L! `@eve` x@y.z @a--b [@bob](x)"))
        .containsExactly("ada", "ada-l");
    SafeHtml.check(words);
  }

  /// Pages ask nothing of other servers, so that nobody learns who reads.
  @Test
  void aPictureIsALink() {
    Element words = dom("![a chart](https://example.org/p.png) ![](https://example.org/q.png)");

    assertThat(words.select("img")).isEmpty();
    assertThat(words.select("a").eachText())
        .containsExactly("a chart", "https://example.org/q.png");
  }

  @Test
  void headingsDoNotTouchTheOutlineOfThePage() {
    assertThat(dom("# Loud\n\nText").select("h1, h2, h3")).isEmpty();
    assertThat(dom("# Loud").select("p > strong").text()).isEqualTo("Loud");
  }

  /// Guards both walls: commonmark's escaping with its check of addresses, and the sanitizer.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>@import 'https://evil.example/x.css'</style>",
        "<form action=/sign-out method=post><button>x</button></form>",
        "<base href='https://evil.example/'>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "</div></li></ol><script>alert(1)</script>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\u0001javascript:alert(1))",
        "[x](vbscript:msgbox)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "[x](file:///etc/passwd)",
        "[x](<javascript:alert(1)>)",
        "[x]: javascript:alert(1)\n\n[x]",
        "[x](https://example.org \"onmouseover=alert(1)\")",
        "[x](https://example.org/\"onmouseover=\"alert(1))",
        "[x](https://example.org/'onmouseover='alert(1))",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "![x\" onerror=\"alert(1)](https://example.org)",
        "<javascript:alert(1)>",
        "<https://example.org/\"onmouseover=alert(1)>",
        "https://example.org/\"><script>alert(1)</script>",
        "https://example.org/'onmouseover=alert(1)",
        "javascript:alert(1)",
        "`</code><script>alert(1)</script>`",
        "```</code></pre><script>alert(1)</script>\n```",
        "``` \" onmouseover=alert(1)\nx\n```",
        "    </code></pre><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "# </strong><script>alert(1)</script>",
        "@ada\"onmouseover=alert(1)",
        "@<script>alert(1)</script>",
        "$</math><script>alert(1)</script>$",
        "$\\text{</mtext></math><img src=x onerror=alert(1)>}$",
        "$x\" onmouseover=\"alert(1)$",
        "$$<img src=x onerror=alert(1)>$$",
        "$$\n</annotation></math><script>alert(1)</script>\n$$",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\unknown{<script>alert(1)</script>}$",
        "[$x$](javascript:alert(1))",
        "[x](https://example.org/$y$)",
        "![$\\text{\" onerror=alert(1) x=\"}$](https://example.org)",
        "\u202e<script>alert(1)</script>",
        "\ufeff<script>alert(1)</script>",
        "<script\u2028>alert(1)</script>",
        "<scr\0ipt>alert(1)</scr\0ipt>",
        "{{constructor.constructor('alert(1)')()}}",
        "<x style=\"behavior:url(#default#time2)\" onbegin=alert(1)>",
        "<a href=\"//evil.example\" target=_blank onclick=alert(1)>x</a>",
        "[a](javascript&colon;alert&lpar;1&rpar;)"
      })
  void nothingThatRunsComesThrough(String trick) {
    SafeHtml.check(dom(trick, "ada"));
    SafeHtml.check(dom("> " + trick.replace("\n", "\n> "), "ada"));
    SafeHtml.check(dom("- " + trick.replace("\n", "\n  "), "ada"));
    SafeHtml.check(dom("*" + trick + "* $x$ [" + trick + "](https://example.org)", "ada"));
  }

  /// Guards the placeholders of formulas: whoever guessed one would put MathML into an attribute.
  @Test
  void noFormulaStandsInAnAttributeAndNoPlaceholderIsLeft() {
    for (String text :
        List.of(
            "[x](https://example.org/formula0n0z)",
            "![$x$](https://example.org) $y$ [a $z$ b](https://example.org \"$t$\")",
            "formula0n0z $x$ formulan1z")) {
      String html = CommentHtml.of(text, Set.of());
      assertThat(html).as(text).doesNotContainPattern("formula[A-Za-z0-9]{30,}");
      for (Element element : Jsoup.parseBodyFragment(html).body().getAllElements()) {
        element.attributes().forEach(one -> assertThat(one.getValue()).doesNotContain("<math"));
      }
    }
  }

  /// Guards against texts that are made to take long, and against deep nesting that would exhaust
  /// the stack.
  @Test
  @Timeout(300)
  void aTextThatIsMadeToTakeLongDoesNot() {
    for (String piece :
        List.of(
            "[",
            "![",
            "*a ",
            "**a *b ",
            "_a",
            "`",
            "``a",
            "$a ",
            "$$a ",
            "$a\\",
            "> ",
            "- ",
            "1. ",
            "<",
            "&",
            "@a",
            "https://",
            "[a](",
            "[a][",
            "\\",
            "$x$",
            "@ada ",
            "* * ",
            "[x]: y\n",
            "~",
            "\t",
            "$$\n",
            "<a",
            "<!--",
            "&#",
            "((",
            "](")) {
      String text = piece.repeat(Comments.LONGEST / piece.length());
      long before = CPU.getCurrentThreadCpuTime();
      String html = CommentHtml.of(text, Set.of("ada"));
      CommentHtml.plain(text);
      CommentHtml.links(text);
      CommentHtml.mentions(text);
      assertThat(Duration.ofNanos(CPU.getCurrentThreadCpuTime() - before))
          .as(piece)
          .isLessThan(Duration.ofSeconds(5));
      assertThat(html.length()).as(piece).isLessThan(200 * Comments.LONGEST);
    }
  }

  /// Guards the browsers and programs that read a page: most give up on deep trees.
  @Test
  void nothingIsNestedDeeperThanAPersonWould() {
    for (String piece : List.of("> ", "- ", "1. ", "> - ", "*a **b ", "[a]")) {
      String html = CommentHtml.of(piece.repeat(300) + "x", Set.of());
      int deepest = 0;
      for (Element element : Jsoup.parseBodyFragment(html).body().getAllElements()) {
        deepest = Math.max(deepest, element.parents().size());
      }
      assertThat(deepest).as(piece).isLessThan(100);
    }
  }

  @Test
  void piecesOfTricksInAnyOrderStaySafe() {
    List<String> pieces =
        List.of(
            "<",
            ">",
            "\"",
            "'",
            "$",
            "$$",
            "`",
            "```\n",
            "[",
            "](",
            ")",
            "!",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "# ",
            "javascript:",
            "https://a.b/",
            "onerror=",
            "<script>",
            "</p>",
            "@ada",
            "&lt;",
            "&#",
            "\\",
            "{",
            "}",
            "\\text{",
            "_",
            "*",
            "^",
            "x",
            " ",
            "<math>",
            "alttext=\"");
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(25); j >= 0; j--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      SafeHtml.check(dom(text.toString(), "ada"));
    }
  }

  @Test
  void plainTextIsOneLine() {
    assertThat(CommentHtml.plain("*One*\n\n> two $x^2$\n\n- `three`"))
        .isEqualTo("One «two x²» \"three\"");
  }

  @Test
  void linksAreCountedHoweverTheyAreWritten() {
    assertThat(
            CommentHtml.links(
                "https://a.b/c [x](https://a.b) <https://a.b/> ![x](https://a.b) [y] @ada\n\n[y]: https://a.b"))
        .isEqualTo(5);
    assertThat(CommentHtml.links("`https://a.b/c` $https://a.b/$ a.b")).isZero();
  }
}
