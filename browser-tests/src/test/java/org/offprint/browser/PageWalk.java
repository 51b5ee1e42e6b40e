package org.offprint.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of page, seen as each {@link View}: nothing in the console, nothing asked of another
/// server, no violation of WCAG 2.2 A or AA, nothing that must be scrolled sideways. The pictures
/// are in `target/screenshots`. Every second kind, so that two walks, each with a server and a
/// browser of its own, see them all in half the time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageWalk {
  private static final Path PICTURES = Path.of("target", "screenshots");

  /// @param status what the server answers
  record Kind(String name, String path, int status) {
    @Override
    public String toString() {
      return name + " " + path;
    }
  }

  /// Which kinds a walk sees, by their place in the list.
  enum Half {
    EVEN,
    ODD
  }

  private final Half half;
  private @Nullable RunningServer server;
  private @Nullable Chromium chromium;
  private final Map<View, BrowserContext> contexts = new EnumMap<>(View.class);

  /// One for each view: to open one for every look is slow.
  private final Map<View, Page> pages = new EnumMap<>(View.class);

  /// What is watched now; null between two kinds.
  private @Nullable Watch watch;

  private record Watch(Kind kind, List<String> problems) {}

  PageWalk(Half half) {
    this.half = half;
  }

  List<Kind> kinds() {
    List<Kind> all = all().toList();
    return IntStream.range(0, all.size())
        .filter(place -> place % 2 == half.ordinal())
        .mapToObj(all::get)
        .toList();
  }

  private static Stream<Kind> all() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("front", "/");
    pages.put("day", "/papers/date/" + GeneratedPapers.DAY);
    pages.put("day-without-papers", "/papers/date/2026-03-01");
    pages.put("week", "/papers/week/2026-W10");
    pages.put("month", "/papers/month/2026-03");
    pages.put("trending", "/papers/trending");
    pages.put("first-edition", "/editions/first");
    pages.put("paper-with-evidence", "/papers/2411.09009");
    pages.put("paper", "/papers/" + GeneratedPapers.MATHS_PAPER);
    pages.put("author", "/authors/G%C3%B6del%20%C3%85ngstr%C3%B6m-%C3%98resund");
    pages.put("organisation", "/organisations/example-lab");
    pages.put("categories", "/categories");
    pages.put("category", "/categories/cs.LG");
    pages.put("search", "/search?q=entropy+loss");
    pages.put("search-empty", "/search");
    pages.put("search-without-result", "/search?q=zzzqqq");
    pages.put("methods", "/methods");
    pages.put("methods-by-verdict", "/methods?verdict=agrees");
    pages.put("boards", "/boards");
    pages.put("board", "/boards/large-vocabulary-head");
    pages.put("run", "/runs/large-vocabulary-head-20261123T014728Z-70e580eb2fe6");
    pages.put("runs", "/runs/queue");
    pages.put("sign-in", "/sign-in");
    pages.put("setup", "/setup");
    pages.put("join", "/join");
    pages.put("lists", "/lists");
    pages.put("subscribe", "/subscribe");
    pages.put("ingest", "/ingest");
    pages.put("comments", "/comments");
    pages.put("people", "/people");
    pages.put("people-tree", "/people/tree");
    pages.put("moderation-log", "/moderation/log");
    pages.put("about", "/about");
    pages.put("ranking", "/about/ranking");
    pages.put("feeds", "/feeds");
    return Stream.concat(
        pages.entrySet().stream().map(page -> new Kind(page.getKey(), page.getValue(), 200)),
        Stream.of(
            new Kind("paper-not-found", "/papers/2411.99999", 404),
            new Kind("run-not-asked-for", "/runs/requests/4242", 404),
            new Kind("page-not-found", "/nothing/here", 404),
            new Kind("bad-date", "/papers/date/2026-13-45", 400)));
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    Optional<Path> executable = Chromium.installed();
    if (executable.isEmpty()) {
      System.err.println(Chromium.MISSING);
    }
    Assumptions.assumeTrue(executable.isPresent(), Chromium.MISSING);
    server = RunningServer.with(GeneratedPapers.write(folder.resolve("papers.jsonl")));
    chromium = Chromium.start(executable.orElseThrow());
    for (View view : View.values()) {
      BrowserContext context = chromium.browser().newContext(view.options());
      contexts.put(view, context);
      pages.put(view, watched(context.newPage()));
    }
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    if (chromium != null) {
      chromium.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfPageWorksInEveryView(Kind kind) {
    List<String> problems = new ArrayList<>();
    pages.forEach((view, page) -> {
      List<String> seen = new ArrayList<>();
      watch = new Watch(kind, seen);
      look(page, kind, view, seen);
      watch = null; // what its end aborts is no problem
      page.navigate("about:blank");
      seen.forEach(problem -> problems.add(view.fileName() + ": " + problem));
    });
    assertThat(problems).isEmpty();
  }

  private Page watched(Page page) {
    page.onConsoleMessage(message -> {
      boolean ownStatus =
          watch != null
              && watch.kind().status() >= 400
              && message.text().contains("status of " + watch.kind().status());
      // "preloaded … but not used within a few seconds" tells of a busy machine, not of the page.
      boolean late = message.text().contains("preloaded using link preload");
      if ((message.type().equals("error") || message.type().equals("warning"))
          && !ownStatus
          && !late) {
        problem("console: " + message.text() + " at " + message.location());
      }
    });
    page.onPageError(error -> problem("script: " + error));
    page.onRequest(request -> {
      if (!request.url().startsWith(address() + "/") && !request.url().startsWith("data:")) {
        problem("a request left the server: " + request.url());
      }
    });
    page.onRequestFailed(request -> problem("failed: " + request.url() + " " + request.failure()));
    return page;
  }

  private void problem(String what) {
    if (watch != null) {
      watch.problems().add(what);
    }
  }

  private void look(Page page, Kind kind, View view, List<String> problems) {
    String address = address() + kind.path();
    Response response =
        page.navigate(address, new Page.NavigateOptions().setWaitUntil(WaitUntilState.LOAD));
    if (response == null || response.status() != kind.status()) {
      problems.add(
          "answered "
              + (response == null ? "nothing" : response.status())
              + ", expected "
              + kind.status());
      return;
    }
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(kind.name() + "-" + view.fileName() + ".png"))
            .setFullPage(view.axe));
    int wider =
        ((Number)
                page.evaluate(
                    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            .intValue();
    if (wider > 0) {
      problems.add("scrolls sideways by " + wider + " px, because of " + page.evaluate(TOO_WIDE));
    }
    if (view.axe) {
      problems.addAll(Axe.violations(page));
    }
  }

  /// The innermost elements that stand out on the right.
  private static final String TOO_WIDE =
      """
      () => [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
        .filter(e => ![...e.children].some(c => c.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5))
        .slice(0, 3).map(e => e.outerHTML.slice(0, 160)).join(" | ")
      """;

  final BrowserContext context(View view) {
    return java.util.Objects.requireNonNull(contexts.get(view));
  }

  final String address() {
    return java.util.Objects.requireNonNull(server).address();
  }
}
