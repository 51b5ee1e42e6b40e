package org.offprint.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The browser of this machine: the one that OFFPRINT_CHROMIUM names, else the first on the path.
/// None is ever fetched.
final class Chromium implements AutoCloseable {
  static final String MISSING =
      "The browser tests are skipped: no Chromium here. Install one (Debian: apt install chromium) or name it in OFFPRINT_CHROMIUM.";

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Optional<Path> installed() {
    Stream<String> named = Stream.ofNullable(System.getenv("OFFPRINT_CHROMIUM"));
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<String> found =
        NAMES.stream()
            .flatMap(name ->
                Stream.of(path.split(File.pathSeparator))
                    .map(folder -> folder + File.separator + name));
    return Stream.concat(named, found).map(Path::of).filter(Files::isExecutable).findFirst();
  }

  static Chromium start(Path executable) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      Browser browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(executable)
                      .setArgs(
                          List.of(
                              "--no-sandbox", // root in a container has no user namespace to build
                              // a sandbox from
                              "--disable-gpu",
                              "--disable-quic",
                              "--no-first-run",
                              "--disable-background-networking",
                              "--disable-component-update",
                              "--disable-sync")));
      return new Chromium(playwright, browser);
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
