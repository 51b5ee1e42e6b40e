package org.offprint.server.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.Member;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;
import org.offprint.server.digest.Issue.Reason.Why;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.search.IndexJob;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Wishes;
import org.offprint.server.subscribe.Wishes.Rhythm;

/// A digest of what is near to one's own papers, and of what curators chose.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnPapersTest {
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
  private static final String KEPT = "2601.00001";
  private static final String NEAR = "2603.00001";
  private static final String FAR = "2603.00002";

  private TestServer server;
  private Member ada;
  private Member curator;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            titled(KEPT, "Optimal transport distances for persistence diagrams of graphs", null),
            titled(NEAR, "Persistence diagrams of molecules compared by optimal transport", TODAY),
            titled(FAR, "Cooking rice in the rain", TODAY));
    server.context().getBean(IndexJob.class).drain();
    ada = server.member("ada", Role.member);
    curator = server.member("cura", Role.curator);
    ada.post("/lists/save", "paper=" + KEPT);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Offered titled(String id, String title, @Nullable LocalDate day) {
    Paper paper = TestPapers.bare(id, title, null, "2026-03-05");
    return new Offered(
        paper, day == null ? null : new Listing(day, paper.id(), Listing.DAILY, null, null, null));
  }

  private void mail(String address, boolean confirmed) {
    server
        .database()
        .sql()
        .sql(
            "update account set mail = :address, mail_confirmed = case when :confirmed then now() end where name = 'ada'")
        .param("address", address)
        .param("confirmed", confirmed)
        .update();
  }

  private List<String> issue(boolean picks, boolean own) {
    Wishes wishes =
        new Wishes(
            Rhythm.workingDays,
            DayOfWeek.MONDAY,
            "UTC",
            8,
            true,
            10,
            "en",
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            false,
            picks,
            own);
    Instant now = Instant.now();
    Subscription reader =
        new Subscription(0, "0".repeat(16), "Ada@example.org", "", wishes, null, now, 0, now);
    return server.context().getBean(Digests.class).preview(reader, now).items().stream()
        .map(item -> item.paper() + " " + item.reasons().stream().map(Issue.Reason::why).toList())
        .toList();
  }

  @Test
  void whatIsNearToOnesListsComesAndNothingElse() {
    mail("ada@example.org", true);
    assertThat(issue(false, true)).containsExactly(NEAR + " " + List.of(Why.own));
  }

  /// Otherwise anybody could give somebody's address and read what they work on.
  @Test
  void anAddressThatTheAccountHasNotConfirmedGetsNothingOfIt() {
    mail("ada@example.org", false);
    assertThat(issue(false, true)).isEmpty();
    mail("other@example.org", true);
    assertThat(issue(false, true)).isEmpty();
  }

  @Test
  void whatCuratorsChoseComesUntilTheyTakeItBack() {
    String curate = "/curate/" + TODAY;
    assertThat(curator.post(curate + "/add", "paper=" + FAR).statusCode()).isEqualTo(303);
    assertThat(issue(true, false)).containsExactly(FAR + " " + List.of(Why.picked));

    server.database().sql().sql("delete from pick").update();
    assertThat(issue(true, false)).isEmpty();
  }
}
