package org.offprint.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.Gates;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.Account;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Invitations;
import org.offprint.server.account.Role;
import org.offprint.server.account.Scope;
import org.offprint.server.account.Sessions;
import org.offprint.server.account.Tokens;
import org.offprint.server.security.Routes.Route;
import org.offprint.server.shelf.Shelves;

/// Reaching for what is another's (IDOR), at every address that takes a number and changes
/// something or shows what is somebody's own; and fields that no form has (mass assignment).
///
/// A new address fails here until it is in one of the tables: with somebody's object that others
/// cannot touch, or among those that are everybody's.
class OwnershipTest {
  /// Where the variable names no object of a member.
  private static final Set<String> NOBODYS = Set.of("/me/with/{provider:[a-z]{1,20}}/unlink");

  /// What only a curator can do, to whatever object: a member is refused before it is looked at.
  private static final List<String> CURATORS =
      List.of(
          "/runs/",
          "/ingest/",
          "/papers/{",
          "/curate/",
          "/moderation/comments/",
          "/moderation/appeals/",
          "/people/",
          "/hooks/");

  private static int lists;
  private static TestServer server;
  private static Member ada;
  private static Member eve;
  private static final Map<String, Supplier<Long>> OWNED = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    server =
        TestServer.parts(
            new Gates().parts(), listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"));
    ada = server.member("ada", Role.member);
    eve = server.member("eve", Role.member);
    server.member(Routes.SOMEBODY, Role.member);
    OWNED.put("/me/sessions/{id:\\d{1,15}}/end", () -> sessions().of(ada.id()).getFirst().id());
    OWNED.put(
        "/me/invitations/{id:\\d{1,15}}/withdraw",
        () -> {
          invitations().create(account(ada), Role.member, "");
          return invitations().of(account(ada)).getFirst().id();
        });
    OWNED.put(
        "/me/tokens/{id:\\d{1,15}}/withdraw",
        () -> {
          tokens().create(account(ada), "x", Set.of(Scope.read), Duration.ofDays(1));
          return tokens().of(ada.id()).getFirst().id();
        });
    Supplier<Long> list =
        () ->
            shelves()
                .make(ada.id(), "List " + (++lists), true) // everybody sees it, and changes nothing
                .orElseThrow()
                .id();
    Supplier<Long> comment =
        () ->
            server
                .database()
                .sql()
                .sql(
                    """
                    insert into comment (paper, account, text, created, form)
                    values ('2603.00002', :account, 'Mine.', now(), decode(md5(random()::text), 'hex')) returning id
                    """)
                .param("account", ada.id())
                .query(Long.class)
                .single();
    OWNED.put("/comments/{id:\\d{1,15}}/edit", comment);
    OWNED.put("/comments/{id:\\d{1,15}}/delete", comment);
    OWNED.put("/lists/{id:\\d{1,15}}", list);
    OWNED.put("/lists/{id:\\d{1,15}}/delete", list);
    Supplier<Long> listWithAPaper =
        () -> {
          Long id = list.get();
          shelves().put(ada.id(), id, new PaperId("2603.00002"), "");
          return id;
        };
    OWNED.put("/lists/{id:\\d{1,15}}/remove", listWithAPaper);
    OWNED.put("/lists/{id:\\d{1,15}}/meet", listWithAPaper);
    OWNED.put("/lists/{id:\\d{1,15}}/meet/cancel", listWithAPaper);
    OWNED.put("/lists/{id:\\d{1,15}}/calendar", listWithAPaper);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void whatIsAnothersIsNotFoundAndItsOwnerStillHasIt() {
    List<String> unknown = new ArrayList<>();
    List<String> reached = new ArrayList<>();
    for (Route route : Routes.of(server)) {
      boolean theirs = route.writes() || route.pattern().startsWith("/me");
      if (!theirs
          || !route.hasVariable()
          || route.takesTokens()
          || NOBODYS.contains(route.pattern())) {
        continue;
      }
      if (route.pattern().contains("{token}")) {
        int status = as(eve, route.method(), route.sample(), "&leave=yes").statusCode();
        if (status != 403 && status != 404) {
          reached.add(route + " with a made-up token " + status);
        }
        continue;
      }
      Supplier<Long> object = OWNED.get(route.pattern());
      if (object == null) {
        int status = as(eve, route.method(), route.sample(), "").statusCode();
        boolean curators = CURATORS.stream().anyMatch(route.pattern()::startsWith);
        if (!curators || status != 403) {
          unknown.add(route + " answered a member by " + status);
        }
        continue;
      }
      String address = route.pattern().replaceFirst("\\{id:.*?\\}\\}", "" + object.get());
      String fields = "&name=Theirs&paper=2603.00002&revision=1&text=Changed.&day=2026-03-05";
      int status = as(eve, route.method(), address, fields).statusCode();
      if (status != 404 && status != 403) {
        reached.add(route + " " + status);
      }
      assertThat(as(ada, route.method(), address, fields).statusCode())
          .as("its owner, " + address)
          .isLessThan(400);
      if (route.pattern().startsWith("/me/sessions")) {
        ada = server.member("ada-again", Role.member);
      }
    }
    assertThat(reached).isEmpty();
    assertThat(unknown)
        .as("addresses that are in no table of this test: say whose the object is")
        .isEmpty();
  }

  @Test
  void noFormMakesAnybodyMoreThanTheyAre() {
    Member grace = server.member("grace", Role.member);
    String more =
        "&role=admin&state=active&id=%d&account=%d&mail_confirmed=2026-01-01&mailConfirmed=true&orcid=0000-0002-1825-0097&invited_by=1&curates=true&rules=true"
            .formatted(ada.id(), ada.id());
    List<@Nullable String> before = roles();
    for (Route route : Routes.writing(server)) {
      if (!route.takesTokens()
          && !Set.of("/me/leave", "/sign-out").contains(route.pattern())
          && !route.pattern().startsWith("/me/sessions")) {
        as(
            grace,
            route.method(),
            route.sample(),
            "&shown=Grace&about=x&name=x-y-z&note=n&text=t" + more);
      }
    }
    assertThat(roles()).isEqualTo(before);
    Account account = account(grace);
    assertThat(account.role()).isEqualTo(Role.member);
    assertThat(account.orcid()).isNull();
    assertThat(account.mailConfirmed()).isNull();
  }

  @Test
  void whoJoinsIsAMember() {
    invitations().create(account(ada), Role.member, "");
    HttpResponse<String> join =
        server.send(
            HttpRequest.newBuilder(URI.create(server.address() + "/join"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", server.address())
                .POST(
                    BodyPublishers.ofString(
                        "name=joined&password=nine+kind+walruses+sing&role=admin&code="
                            + invitations().create(account(eve), Role.member, "").orElseThrow()))
                .build());
    assertThat(join.statusCode()).isEqualTo(303);
    Account joined = accounts().byName("joined").orElseThrow();
    assertThat(joined.role()).isEqualTo(Role.member);
    assertThat(joined.mailConfirmed()).isNull();
  }

  private static List<@Nullable String> roles() {
    return server
        .database()
        .sql()
        .sql("select id || ' ' || role || ' ' || state from account order by id")
        .query(String.class)
        .list();
  }

  private static HttpResponse<String> as(Member who, String method, String path, String fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Cookie", who.cookie())
            .header("Origin", server.address())
            .header("Content-Type", "application/x-www-form-urlencoded");
    return server.send(
        method.equals("GET")
            ? request.GET().build()
            : request
                .method(method, BodyPublishers.ofString("proof=" + who.proof() + fields))
                .build());
  }

  private static Account account(Member member) {
    return accounts().byId(member.id()).orElseThrow();
  }

  private static Accounts accounts() {
    return server.context().getBean(Accounts.class);
  }

  private static Shelves shelves() {
    return server.context().getBean(Shelves.class);
  }

  private static Sessions sessions() {
    return server.context().getBean(Sessions.class);
  }

  private static Invitations invitations() {
    return server.context().getBean(Invitations.class);
  }

  private static Tokens tokens() {
    return server.context().getBean(Tokens.class);
  }
}
