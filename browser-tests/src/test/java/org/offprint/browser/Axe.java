package org.offprint.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The accessibility checker axe-core, run inside the page by the browser itself, so that the
/// page's content policy need not allow it.
final class Axe {
  private static final String SCRIPT = script();

  private static final String RUN =
      """
      async () => {
        const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] });
        return found.violations.flatMap(violation => violation.nodes.map(node =>
          `${violation.id} (${violation.help}): ${node.target.join(" ")} ${node.any.map(check => check.message).join("; ")}`));
      }
      """;

  private Axe() {}

  /// A sentence for each violation of WCAG 2.2, level A or AA.
  @SuppressWarnings("unchecked")
  static List<String> violations(Page page) {
    page.evaluate(SCRIPT);
    return (List<String>) page.evaluate(RUN);
  }

  private static String script() {
    try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
      if (file == null) {
        throw new IllegalStateException(
            "axe.min.js is not on the class path; com.deque.html.axe-core:playwright brings it");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
