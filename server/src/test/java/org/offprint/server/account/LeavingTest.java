package org.offprint.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LeavingTest {
  private static final String PASSWORD = "quiet heron under seven bridges";

  private TestServer server;
  private Member admin;
  private Member ada;

  @BeforeEach
  void start() {
    server = TestServer.with();
    admin = server.member("root-x", Role.admin);
    ada = server.member("ada", Role.member);
    accounts().setPassword(ada.id(), PASSWORD);
    accounts().confirm(ada.id(), "ada@example.org");
    accounts().setOrcid(ada.id(), "0000-0002-1825-0097");
    accounts().describe(ada.id(), "Ada L.", "Counts.");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theFileHasEverythingOfOnesOwnAndNoSecret() {
    ada.post("/me/tokens", "name=laptop", "scope=read", "days=7");
    ada.post("/me/invitations", "note=for Grace");
    outside().link(ada.id(), "https://login.example.org", "ada-there", false);

    HttpResponse<String> answer = ada.get("/me/data.json");

    assertThat(header(answer, "Content-Disposition")).contains("offprint-ada.json");
    JsonNode file = new JsonMapper().readTree(answer.body()).get("account");
    assertThat(file.get("self").get(0).get("mail").stringValue()).isEqualTo("ada@example.org");
    assertThat(file.get("tokens").get(0).get("name").stringValue()).isEqualTo("laptop");
    assertThat(file.get("invitations").get(0).get("note").stringValue()).isEqualTo("for Grace");
    assertThat(file.get("signsInWith").get(0).get("subject").stringValue()).isEqualTo("ada-there");
    assertThat(file.get("sessions")).hasSize(1);
    assertThat(answer.body()).doesNotContain("argon2", "secret", "offp_");
    assertThat(server.get("/me/data.json").statusCode()).isEqualTo(403);
  }

  @Test
  void whoLeavesIsForgottenAndTheRowStaysForTheOthers() {
    String token =
        tokens()
            .create(account(), "x", java.util.Set.of(Scope.read), java.time.Duration.ofDays(1))
            .orElseThrow();
    outside().link(ada.id(), "https://login.example.org", "ada-there", false);
    ada.post("/me/invitations", "note=for Grace");

    assertThat(ada.post("/me/leave", "name=ada", "password=wrong").statusCode()).isEqualTo(403);
    assertThat(ada.post("/me/leave", "name=", "password=" + PASSWORD).statusCode()).isEqualTo(400);
    assertThat(account().active()).isTrue();
    HttpResponse<String> gone = ada.post("/me/leave", "name=ada", "password=" + PASSWORD);

    assertThat(gone.statusCode()).isEqualTo(303);
    assertThat(ada.get("/me").statusCode()).isEqualTo(403);
    assertThat(tokens().find(token)).isEmpty();
    assertThat(outside().of(ada.id())).isEmpty();
    assertThat(accounts().byName("ada")).isEmpty();
    assertThat(accounts().withPassword("deleted-" + ada.id(), PASSWORD)).isEmpty();
    Account left = account();
    assertThat(left.name()).isEqualTo("deleted-" + ada.id());
    assertThat(left.state()).isEqualTo(Account.State.deleted);
    assertThat(List.of(left.shown(), left.about(), left.stateNote()))
        .containsExactly("Somebody who left", "", "");
    assertThat(left.mail()).isNull();
    assertThat(left.orcid()).isNull();
    assertThat(
            server
                .database()
                .sql()
                .sql("select count(*) from invitation where note <> ''")
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void whatTheFeaturesKeepIsInTheFileAndGoesToo() {
    String paper = "paper=2411.09009";
    assertThat(ada.post("/votes", paper, "up=1").statusCode()).isEqualTo(303);
    assertThat(ada.post("/comments", paper, "text=A remark.").statusCode()).isEqualTo(303);
    ada.post("/me/notes", paper, "text=A note for myself.");
    ada.post("/lists/save", paper, "name=To read");

    JsonNode file = new JsonMapper().readTree(ada.get("/me/data.json").body());

    assertThat(file.get("votes").get(0).get("paper").stringValue()).isEqualTo("2411.09009");
    assertThat(file.get("discussion").get("comments").get(0).get("text").stringValue())
        .isEqualTo("A remark.");
    assertThat(file.get("discussion").get("notes")).hasSize(1);
    assertThat(file.propertyNames())
        .contains("account", "submissions", "picks", "authorship", "lists", "moderation");
    assertThat(ada.post("/me/leave", "name=ada", "password=" + PASSWORD).statusCode())
        .isEqualTo(303);
    for (String left :
        List.of(
            "select count(*) from vote where account = :id",
            "select count(*) from comment where account = :id",
            "select count(*) from note where account = :id",
            "select count(*) from shelf where account = :id")) {
      assertThat(
              server.database().sql().sql(left).param("id", ada.id()).query(Integer.class).single())
          .as(left)
          .isZero();
    }
  }

  @Test
  void theNameOfSomebodyWhoLeftIsNobodysAgain() {
    assertThat(
            accounts().problem(new Accounts.Wish("deleted-12", "x", "", "quiet heron under seven")))
        .contains("taken");
  }

  @Test
  void theLastAdminStays() {
    accounts().setPassword(admin.id(), PASSWORD);
    HttpResponse<String> answer = admin.post("/me/leave", "name=root-x", "password=" + PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("only admin");
    assertThat(admin.get("/me").statusCode()).isEqualTo(200);
  }

  @Test
  void aPartThatCannotForgetStopsTheLeaving() {
    OwnData broken =
        new OwnData() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Object export(long account) {
            return List.of();
          }

          @Override
          public void forget(long account) {
            throw new IllegalStateException("no");
          }
        };
    Leaving leaving =
        new Leaving(
            server.database(),
            accounts(),
            List.of(new AccountData(server.database()), broken),
            java.time.InstantSource.system());

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> leaving.leave(account()))
        .hasMessage("no");

    assertThat(account().active()).isTrue();
    assertThat(ada.get("/me").statusCode()).isEqualTo(200);
  }

  @Test
  void withoutAPasswordAFreshSignInIsAsked() {
    Member grace = server.member("grace", Role.member);
    server
        .database()
        .sql()
        .sql("update session set created = now() - interval '11 minutes' where account = :id")
        .param("id", grace.id())
        .update();
    assertThat(grace.post("/me/leave", "name=grace").statusCode()).isEqualTo(403);
    server
        .database()
        .sql()
        .sql("update session set created = now() where account = :id")
        .param("id", grace.id())
        .update();
    assertThat(grace.post("/me/leave", "name=grace").statusCode()).isEqualTo(303);
  }

  private Account account() {
    return accounts().byId(ada.id()).orElseThrow();
  }

  private Accounts accounts() {
    return server.context().getBean(Accounts.class);
  }

  private Tokens tokens() {
    return server.context().getBean(Tokens.class);
  }

  private OutsideNames outside() {
    return server.context().getBean(OutsideNames.class);
  }
}
