package org.offprint.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '@',
      value = {
        // formulas
        "$x^2 \\le \\mathcal{O}(n)$ ¦ x² ≤ O(n)",
        "$O(n\\log n)$ time ¦ O(n log n) time",
        "$\\mathbb{R}^d$-valued ¦ ℝ^d-valued",
        "redshift $z\\sim 6$ and $10^{-16}$ ¦ redshift z ∼ 6 and 10⁻¹⁶",
        "\\(\\frac{1}{\\sqrt{n+1}}\\) ¦ 1/(√(n+1))",
        "$\\operatorname{argmin}_x \\|x\\|_2$ ¦ argminₓ‖x‖₂",
        "$\\left( \\frac{a+b}{2} \\right)^2$ ¦ ((a+b)/2)²",
        "$90^\\circ$ ¦ 90°",
        "$L_{\\text{max}}$ ¦ L_max",
        "$\\hat{\\theta}$, $\\vec x$ ¦ θ̂, x⃗",
        "an \\ell_2 norm, \\alpha-stable ¦ an ℓ₂ norm, α-stable",
        "$10^{\\rm 10.5} M_\\odot$ ¦ 10^10.5M_(⊙)",
        "p < 10^{-16} and AP_{50} ¦ p < 10⁻¹⁶ and AP₅₀",
        "$10,000$ papers, $x_{1,2}$ ¦ 10,000 papers, x_(1, 2)",
        "$a \\not= b$ and $f'$ ¦ a ≠ b and f′",
        "{\\mu}m ¦ μm",
        // text
        "G\\\"odel, Erd\\H{o}s, Poincar\\'e, \\v{C}ech, na\\\"{\\i}ve ¦ Gödel, Erdős, Poincaré, Čech, naïve",
        "S{\\o}rensen and \\L{}ukasz ¦ Sørensen and Łukasz",
        "the model\\'s \\\"best\\\" run ¦ the model’s \"best\" run",
        "\\emph{very} \\textbf{bold} {\\it slanted} ¦ very bold slanted",
        "``quoted'' pages 3--5 --- yes ¦ “quoted” pages 3–5 — yes",
        "100\\% of R\\&D, a\\_b, \\#1 ¦ 100% of R&D, a_b, #1",
        "as shown~\\cite{a,b}. In Section~3, ~5 runs ¦ as shown. In Section 3, ~5 runs",
        "run with --flag and model_name x^2 ¦ run with --flag and model_name x^2",
        "a set {0, 1} of {BERT} models ¦ a set {0, 1} of BERT models",
        "our \\method beats \\ours ¦ our \\method beats \\ours",
        // money
        "costs $5 today ¦ costs $5 today",
        "between $5 million and $10 million ¦ between $5 million and $10 million",
        "from $100-$200 a month ¦ from $100-$200 a month",
        "a \\$5 prize ¦ a $5 prize",
      })
  void readsAsPlainText(String source, String plain) {
    assertThat(Tex.plain(source).replace('\u00a0', ' ')).isEqualTo(plain);
  }

  @Test
  void aFormulaIsMathMlWithItsSourceAsAlternative() {
    assertThat(Tex.html("An $\\ell_2$ norm"))
        .isEqualTo("An <math alttext=\"\\ell_2\"><msub><mi>ℓ</mi><mn>2</mn></msub></math> norm");
    assertThat(Tex.paragraphs("$$\\sum_{i=1}^n x_i$$"))
        .startsWith("<p><math display=\"block\"")
        .contains(
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>");
    assertThat(Tex.html("$\\sum_i x_i$")).contains("<msub><mo>∑</mo><mi>i</mi></msub>");
    assertThat(
            Tex.html("$\\mathbf{x} \\in \\mathbb{R}, \\mathcal L, \\mathrm{softmax}, \\mathrm{d}$"))
        .contains(
            "<mi>𝐱</mi>",
            "<mi>ℝ</mi>",
            "<mi>ℒ</mi>",
            "<mi>softmax</mi>",
            "<mi mathvariant=\"normal\">d</mi>");
    assertThat(Tex.html("$\\begin{cases} 1 & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}$"))
        .contains("<mtable><mtr><mtd class=\"left\"><mn>1</mn></mtd>", "<mtext>otherwise</mtext>");
    assertThat(Tex.html("$\\binom{n}{k}$")).contains("<mfrac linethickness=\"0\">");
  }

  @Test
  void aFormulaWithAnUnknownCommandStaysAsItsSource() {
    assertThat(Tex.html("$\\mystery{<b>} + 1$"))
        .isEqualTo("<code class=\"tex\">\\mystery{&lt;b&gt;} + 1</code>");
  }

  @Test
  void markupInTheSourceIsText() {
    assertThat(Tex.html("<script>alert(1)</script> & $a<b$"))
        .isEqualTo(
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <math alttext=\"a&lt;b\"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>");
    assertThat(Tex.paragraphs("\\href{javascript:alert(1)}{here} \\url{\" onclick=x}"))
        .doesNotContain("<a", "\" onclick");
  }

  @Test
  void addressesBecomeLinksInParagraphsOnlyAndLeaveTheSentencesPunctuation() {
    assertThat(Tex.paragraphs("Code: https://example.org/a_(b)."))
        .isEqualTo(
            "<p>Code: <a rel=\"nofollow noopener\" href=\"https://example.org/a_(b)\">https://example.org/a_(b)</a>.</p>\n");
    assertThat(
            Tex.paragraphs(
                "(see \\url{https://example.org/a\\_b}), \\href{http://example.org}{the page}"))
        .contains("href=\"https://example.org/a_b\"", ">the page</a>");
    assertThat(Tex.html("at https://example.org")).doesNotContain("<a");
    assertThat(Tex.paragraphs("\\href{https://a.example}{https://b.example}"))
        .containsOnlyOnce("<a ");
  }

  @Test
  void aBlankLineBeginsAParagraph() {
    assertThat(Tex.paragraphs("One\nline.\n\n  Two & $x$"))
        .startsWith("<p>One line.</p>\n<p>Two &amp; <math");
    assertThat(Tex.paragraphs("  \n\n ")).isEmpty();
    assertThat(Tex.plain("One\nline.\n\nTwo")).isEqualTo("One line. Two");
  }

  @Test
  void whatASearchFoundIsMarkedAndAFormulaStaysWhole() {
    String source = "Fast norm of $\\ell_2$ <b>";
    List<Tex.Span> found = List.of(new Tex.Span(5, 9), new Tex.Span(17, 21));
    assertThat(Tex.html(source, found))
        .isEqualTo(
            "Fast <mark>norm</mark> of <mark><math alttext=\"\\ell_2\"><msub><mi>ℓ</mi><mn>2</mn></msub></math></mark> &lt;b&gt;");
  }

  @Test
  void aLongFormulaInALineMayBeBrokenWhereTexWouldBreakIt() {
    assertThat(Tex.html("$f(a + b) = -x_1, x_2, x_3, x_4, x_5, x_6$"))
        .contains(
            "<wbr/><math alttext=\"=−x₁,\"><mo form=\"infix\">=</mo><mo form=\"prefix\">−</mo>",
            "<wbr/><math alttext=\"x₂,\">")
        .startsWith(
            "<math alttext=\"f(a + b) = -x_1, x_2, x_3, x_4, x_5, x_6\"><mi>f</mi><mo stretchy=\"false\">(</mo><mi>a</mi><mo>+</mo>");
    assertThat(Tex.html("$a = b$")).doesNotContain("wbr");
  }

  @Test
  void aWideDisplayedFormulaScrollsByItself() {
    assertThat(Tex.paragraphs("$$" + "x + ".repeat(20) + "x$$"))
        .contains("<span class=\"formula\" role=\"group\"");
    assertThat(Tex.html("$$x$$")).doesNotContain("display");
  }
}
