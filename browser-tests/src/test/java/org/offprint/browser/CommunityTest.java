package org.offprint.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Two people at once: an admin at a desk with script, a member at a narrow phone without any. Each
/// page on the way is checked and pictured.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommunityTest {
  private static final Path PICTURES = Path.of("target", "screenshots", "community");
  private static final String PASSWORD = "seven kind herons under glass";
  private static final String PAPER = "/papers/2411.09009";

  private final List<String> problems = new ArrayList<>();
  private @Nullable RunningServer server;
  private @Nullable Chromium chromium;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    Optional<Path> executable = Chromium.installed();
    Assumptions.assumeTrue(executable.isPresent(), Chromium.MISSING);
    server = RunningServer.with(GeneratedPapers.write(folder.resolve("papers.jsonl")));
    chromium = Chromium.start(executable.orElseThrow());
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

  @Test
  void fromTheFirstStartToAnEditionThatTwoPeopleMade() {
    Page admin = page(View.DESKTOP_LIGHT);
    Page member = page(View.NARROW_WITHOUT_SCRIPT);

    open(admin, "/setup");
    admin.getByLabel("Code").fill(server().setupCode());
    admin.getByLabel("Name").fill("ada");
    admin.getByLabel("What pages call you").fill("Ada Lovelace");
    admin.getByLabel("Password").fill(PASSWORD);
    press(admin, "Begin");
    look(admin, "me");

    admin.getByLabel("For whom").fill("Grace, at the next desk");
    press(admin, "Make an invitation");
    look(admin, "invitation");
    String invitation = admin.locator("code.secret").textContent();

    open(member, invitation.substring(invitation.indexOf("/join")));
    look(member, "join");
    member.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("grace");
    member.getByLabel("Password").fill(PASSWORD + " too");
    press(member, "Make the account");
    look(member, "me");

    open(admin, "/papers/date/" + GeneratedPapers.DAY);
    Locator vote = admin.locator("form.vote button").first();
    assertThat(vote.getAttribute("aria-pressed")).isEqualTo("false");
    vote.click();
    admin.waitForCondition(() -> "true".equals(vote.getAttribute("aria-pressed")));
    look(admin, "day-voted");

    open(member, PAPER);
    member.locator("form.vote button").first().click();
    assertThat(member.locator("form.vote button").first().getAttribute("aria-pressed"))
        .isEqualTo("true");
    look(member, "paper-voted");

    open(member, "/submit");
    member
        .getByLabel("Which paper")
        .fill(
            "@misc{x, title={A Paper of Our Own}, author={Hopper, Grace}, year={2026}, doi={10.5555/own.1}}");
    press(member, "Look it up");
    look(member, "submit-preview");
    member.getByLabel("Why it is worth reading").fill("We wrote it.");
    press(member, "Put it on today’s list");
    assertThat(member.locator("h1").textContent()).isEqualTo("A Paper of Our Own");
    look(member, "paper-brought");
    String own = member.url();

    member.getByText("Are you an author?").click();
    look(member, "claim");
    member.getByLabel("How a curator can see that").fill("Ask me, I sit beside you.");
    press(member, "I wrote it");

    open(admin, "/claims");
    look(admin, "claims");
    press(admin, "Approve");
    open(member, own.substring(server().address().length()));
    assertThat(member.getByText("You are one of its authors").count()).isEqualTo(1);

    open(admin, own.substring(server().address().length()));
    press(admin, "Choose for today");
    look(admin, "curate");
    assertThat(admin.locator("main").textContent())
        .contains("A Paper of Our Own")
        .contains("chosen by");
    open(admin, "/hooks");
    look(admin, "hooks");
    open(admin, "/");
    look(admin, "front");
    assertThat(admin.locator("main").textContent()).contains("chosen by Ada Lovelace");

    open(member, PAPER);
    press(member, "Save");
    open(member, "/lists");
    look(member, "lists");
    member.getByText("Reading list").click();
    look(member, "list");
    assertThat(member.locator("main").textContent()).contains("Yours alone");
    member.getByLabel("Date").fill("2031-04-01");
    member.getByLabel("Place").fill("Room 5");
    press(member, "Add it");
    press(member, "Make an address for calendars");
    look(member, "list-with-a-meeting");
    assertThat(member.locator("main").textContent()).contains("Tue 1 April 2031, Room 5");

    press(member, "Sign out");
    open(member, "/sign-in");
    member.getByLabel("Name or mail address").fill("grace");
    member.getByLabel("Password").fill(PASSWORD + " too");
    press(member, "Sign in");
    assertThat(member.locator(".who").textContent()).contains("grace");

    discuss(admin, member);
    hide(admin, member, own.substring(server().address().length()));
    leave(admin, member);
    assertThat(problems).isEmpty();
  }

  /// A comment, an answer, an edit; a report, hiding, an appeal, and showing again.
  private void discuss(Page admin, Page member) {
    open(member, PAPER);
    member
        .getByLabel("Write a comment")
        .fill("The memory is $O(1)$ in the vocabulary, *not* less.");
    press(member, "Send");
    look(member, "comment");

    open(admin, PAPER);
    admin.getByText("Answer", new Page.GetByTextOptions().setExact(true)).first().click();
    admin.getByLabel("What you say").fill("@grace In $V$, yes. See\n\n    table 1");
    press(admin, "Preview");
    look(admin, "preview");
    press(admin, "Send");
    look(admin, "thread");

    open(member, "/me/news");
    look(member, "news");
    open(member, PAPER);
    member.getByText("Edit or delete").first().click();
    member.getByLabel("What you say").fill("The memory is $O(1)$ in the vocabulary.");
    press(member, "Keep the change");
    look(member, "edited");

    open(admin, PAPER);
    admin.getByText("Report", new Page.GetByTextOptions().setExact(true)).first().click();
    look(admin, "report");
    admin.getByRole(AriaRole.RADIO).first().check();
    press(admin, "Report it");
    open(admin, "/moderation/queue");
    look(admin, "queue");
    press(admin, "Hide it");

    open(member, PAPER);
    member.getByText("Appeal", new Page.GetByTextOptions().setExact(true)).first().click();
    member.getByLabel("Why the decision is wrong").fill("It is about the paper.");
    press(member, "Send the appeal");
    look(member, "appeal");

    open(admin, "/moderation/queue");
    look(admin, "queue-appeal");
    press(admin, "Show it again");
    open(admin, "/moderation/log");
    look(admin, "log");
    open(member, PAPER);
    assertThat(member.locator("#talk ~ .thread").textContent()).contains("in the vocabulary");
  }

  /// A paper is reported, hidden from everybody, and shown again.
  private void hide(Page admin, Page member, String own) {
    open(admin, own);
    admin.getByText("Report the paper").click();
    look(admin, "report-paper");
    admin.getByRole(AriaRole.RADIO).first().check();
    press(admin, "Report it");
    open(admin, "/moderation/queue");
    admin.getByLabel("Why you hide it, or what else you did about it").fill("It is an advert.");
    press(admin, "Hide the paper");
    look(admin, "queue-hidden");

    assertThat(member.navigate(server().address() + own).status()).isEqualTo(410);
    look(member, "hidden-paper");
    assertThat(member.locator("main").textContent()).contains("because: It is an advert.");
    open(member, "/");
    assertThat(member.locator("main").textContent()).doesNotContain("A Paper of Our Own");

    press(admin, "Show the paper again");
    open(member, own);
    assertThat(member.locator("h1").textContent()).isEqualTo("A Paper of Our Own");
  }

  private void leave(Page admin, Page member) {
    open(member, "/me");
    member.getByText("Delete the account").first().click();
    look(member, "leaving");
    member.locator("#leave-name").fill("grace");
    member.locator("#leave-password").fill(PASSWORD + " too");
    press(member, "Delete the account");
    assertThat(member.locator(".who").textContent()).contains("Sign in");
    open(admin, PAPER);
    look(admin, "thread-of-one-who-left");
    assertThat(admin.locator("main").textContent()).contains("Somebody who has left");
  }

  private Page page(View view) {
    BrowserContext context =
        java.util.Objects.requireNonNull(chromium).browser().newContext(view.options());
    Page page = context.newPage();
    page.onPageError(error -> problems.add("script: " + error));
    page.onConsoleMessage(message -> {
      // The browser says so of every hidden paper, and rightly.
      boolean hidden = message.text().contains("status of 410");
      if (message.type().equals("error") && !hidden) {
        problems.add("console: " + message.text() + " at " + message.location());
      }
    });
    return page;
  }

  private void open(Page page, String path) {
    Response answer = page.navigate(server().address() + path);
    if (answer.status() != 200) {
      problems.add(path + " answered " + answer.status());
    }
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .first()
        .click();
    page.waitForLoadState();
  }

  /// Notes what is wrong with a page and takes its picture.
  private void look(Page page, String name) {
    boolean script = page.viewportSize().width > 1000;
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(name + (script ? "-desk" : "-phone") + ".png"))
            .setFullPage(true));
    if (script) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(PICTURES.resolve(name + "-desk-dark.png"))
              .setFullPage(true));
      Axe.violations(page).forEach(violation -> problems.add(name + ", dark: " + violation));
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }
    int wider =
        ((Number)
                page.evaluate(
                    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            .intValue();
    if (wider > 0) {
      problems.add(name + " scrolls sideways by " + wider + " px");
    }
    if (script) {
      Axe.violations(page).forEach(violation -> problems.add(name + ": " + violation));
    }
  }

  private RunningServer server() {
    return java.util.Objects.requireNonNull(server);
  }
}
