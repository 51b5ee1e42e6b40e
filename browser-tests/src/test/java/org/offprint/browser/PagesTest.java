package org.offprint.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One half of the pages, and what a reader does on them.
class PagesTest extends PageWalk {
  PagesTest() {
    super(Half.EVEN);
  }

  @Test
  void aReaderMovesThroughADayWithTheKeyboardAlone() {
    try (Page page = context(View.DESKTOP_LIGHT).newPage()) {
      page.navigate(address() + "/papers/date/" + GeneratedPapers.DAY);

      page.keyboard().press("/");
      assertThat(page.evaluate("() => document.activeElement.getAttribute('name')")).isEqualTo("q");
      page.keyboard().type("j?");
      assertThat(page.evaluate("() => document.activeElement.value"))
          .as("keys are text while typing")
          .isEqualTo("j?");
      page.keyboard().press("Escape");

      page.keyboard().press("j");
      String first = focused(page);
      page.keyboard().press("j");
      String second = focused(page);
      page.keyboard().press("k");
      assertThat(first).startsWith("/papers/");
      assertThat(second).startsWith("/papers/").isNotEqualTo(first);
      assertThat(focused(page)).isEqualTo(first);

      page.keyboard().press("?");
      assertThat(page.locator("dialog[open]").count()).isEqualTo(1);
      assertThat(Axe.violations(page)).isEmpty();
      page.keyboard().press("Escape");
      assertThat(page.locator("dialog[open]").count()).isZero();

      page.keyboard().press("j");
      String chosen = focused(page);
      page.keyboard().press("o");
      page.waitForURL(address() + chosen);
    }
  }

  @Test
  void whatHasTheFocusShowsIt() {
    List<String> invisible = new ArrayList<>();
    for (View view : List.of(View.DESKTOP_LIGHT, View.DESKTOP_DARK)) {
      try (Page page = context(view).newPage()) {
        page.navigate(address() + "/papers/date/" + GeneratedPapers.DAY);
        for (int i = 0; i < 25; i++) {
          page.keyboard().press("Tab");
          String problem = String.valueOf(page.evaluate(FOCUS));
          if (!problem.isEmpty()) {
            invisible.add(view.fileName() + ": " + problem);
          }
        }
      }
    }
    assertThat(invisible).isEmpty();
  }

  private static final String FOCUS =
      """
      () => {
        const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
        const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1;
        const form = e.closest("form:focus-within"), around = form && getComputedStyle(form).boxShadow !== "none";
        const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
        return (ring || around || s.boxShadow !== "none") && seen ? "" : e.outerHTML.slice(0, 160);
      }
      """;

  @Test
  void aFormulaIsDrawnByTheBrowserItself() {
    try (Page page = context(View.DESKTOP_WITHOUT_SCRIPT).newPage()) {
      page.navigate(address() + "/papers/" + GeneratedPapers.MATHS_PAPER);
      assertThat(page.locator("main math").count()).isPositive();
      assertThat(page.locator("h1 math msub").first().boundingBox().height).isPositive();
    }
  }

  private static String focused(Page page) {
    return String.valueOf(page.evaluate("() => document.activeElement.getAttribute('href')"));
  }
}
