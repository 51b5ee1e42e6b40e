package org.offprint.server.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.offprint.server.fetch.Caller;
import org.offprint.server.hook.Deliveries.Item;
import org.offprint.server.hook.Deliveries.Kind;
import org.offprint.server.hook.Deliveries.Outcome;
import org.offprint.server.hook.Deliveries.Queued;
import org.offprint.server.hook.Deliveries.Request;
import org.offprint.server.hook.Hook.Form;
import org.offprint.server.hook.Hook.State;
import org.offprint.server.hook.Hook.Topic;

/// The webhooks that admins entered, and how requests to them are signed and their answers taken.
public final class Hooks implements Deliveries.Writer {
  static final int MOST_HOOKS = 50;

  private final Database database;
  private final Deliveries deliveries;
  private final Caller caller;
  private final InstantSource clock;

  Hooks(Database database, Deliveries deliveries, Caller caller, InstantSource clock) {
    this.database = database;
    this.deliveries = deliveries;
    this.caller = caller;
    this.clock = clock;
    deliveries.serve(Kind.hook, this, caller);
  }

  /// What an admin asks for.
  record Wish(
      String name,
      String address,
      Form form,
      Set<Topic> gets,
      String category,
      String search,
      int most) {}

  /// What became of it.
  sealed interface Added {
    /// @param secret for the receiver; it is shown once
    record Hooked(long id, String secret) implements Added {}

    record Refused(String why) implements Added {}
  }

  /// Why an address cannot be a hook's, or nothing.
  Optional<String> problem(String text) {
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "The address is none: expected one such as https://chat.example.org/hooks/abc.");
    }
    if (text.length() > 2_000 || address.getHost() == null || address.getFragment() != null) {
      return Optional.of(
          "The address must be whole, such as https://chat.example.org/hooks/abc, without a #, and have at most 2,000 characters.");
    }
    if (!caller.trusts(address) && !"https".equalsIgnoreCase(address.getScheme())) {
      return Optional.of(
          "The address must begin with https://, unless its server is named in the setting hooks.trusted.");
    }
    return caller
        .refusal(address)
        .map(why ->
            why
                + ". If it is a server of your own, name it in the setting hooks.trusted: %s://%s"
                    .formatted(address.getScheme(), address.getRawAuthority()));
  }

  /// Adds a hook that is told what happens from now on.
  ///
  /// @param head the last event that it need not be told
  /// @param trended the last day whose trending papers it need not be told
  Added add(Wish wish, long head, LocalDate trended) {
    Optional<String> problem = problem(wish.address());
    if (problem.isPresent()) {
      return new Added.Refused(problem.get());
    }
    String secret = Signature.newSecret();
    return database
        .sql()
        .sql(
            """
            insert into hook (name, address, form, gets, category, search, most, secret, created,
              papers_told, verdicts_told, trended)
            select :name, :address, :form, :gets, :category, :search, :most, :secret, :now, :head, :head, :trended
            where (select count(*) from hook) < :most_hooks
            on conflict (name) do nothing returning id
            """)
        .param("name", wish.name())
        .param("address", wish.address())
        .param("form", wish.form().name())
        .param("gets", wish.gets().stream().map(Topic::name).toArray(String[]::new))
        .param("category", wish.category())
        .param("search", wish.search())
        .param("most", wish.most())
        .param("secret", secret)
        .param("now", Timestamp.from(clock.instant()))
        .param("head", head)
        .param("trended", trended)
        .param("most_hooks", MOST_HOOKS)
        .query(Long.class)
        .optional()
        .<Added>map(id -> new Added.Hooked(id, secret))
        .orElseGet(() ->
            new Added.Refused(
                "There is a hook of this name, or there are %d, which is as many as can be."
                    .formatted(MOST_HOOKS)));
  }

  /// Changes a hook, but for its form, in which messages may already wait. An empty address leaves
  /// the one that is there. Says why not where it cannot be.
  Optional<String> change(Hook hook, Wish wish, long head, LocalDate trended) {
    Optional<String> problem =
        wish.address().isEmpty() ? Optional.empty() : problem(wish.address());
    if (problem.isPresent()) {
      return problem;
    }
    int changed =
        database
            .sql()
            .sql(
                """
                update hook set name = :name, address = coalesce(nullif(:address, ''), address), gets = :gets,
                  category = :category, search = :search, most = :most,
                  papers_told = case when 'papers' = any(gets) then papers_told else :head end,
                  verdicts_told = case when 'verdicts' = any(gets) then verdicts_told else :head end,
                  trended = case when 'trending' = any(gets) then trended else :trended end
                where id = :id and not exists (select 1 from hook o where o.name = :name and o.id <> :id)
                """)
            .param("id", hook.id())
            .param("name", wish.name())
            .param("address", wish.address())
            .param("gets", wish.gets().stream().map(Topic::name).toArray(String[]::new))
            .param("category", wish.category())
            .param("search", wish.search())
            .param("most", wish.most())
            .param("head", head)
            .param("trended", trended)
            .update();
    return changed > 0 ? Optional.empty() : Optional.of("There is another hook of this name.");
  }

  List<Hook> all() {
    return hooks("true order by name", 0);
  }

  Optional<Hook> find(long id) {
    return hooks("id = :id", id).stream().findFirst();
  }

  /// The hook, held until the caller's transaction ends; empty where another has it, or where it
  /// gets nothing now.
  Optional<Hook> take(long id) {
    return hooks("id = :id and state = 'active' for update skip locked", id).stream().findFirst();
  }

  boolean anyActive() {
    return database
        .sql()
        .sql("select exists (select 1 from hook where state = 'active')")
        .query(Boolean.class)
        .single();
  }

  /// A paused hook is told nothing, and nothing of that time when it goes on.
  void pause(long id) {
    database.inTransaction(() -> {
      if (change(id, State.paused, "") > 0) {
        drop(id);
      }
      return true;
    });
  }

  /// @param head the last event that it need not be told
  void goOn(long id, long head) {
    database
        .sql()
        .sql(
            """
            update hook set state = 'active', why = '', waits_since = null, papers_told = :head, verdicts_told = :head
            where id = :id and state <> 'active'
            """)
        .param("id", id)
        .param("head", head)
        .update();
  }

  void remove(long id) {
    database.sql().sql("delete from hook where id = :id").param("id", id).update();
  }

  private int change(long id, State state, String why) {
    return database
        .sql()
        .sql("update hook set state = :state, why = :why where id = :id")
        .param("state", state.name())
        .param("why", why)
        .param("id", id)
        .update();
  }

  private void drop(long id) {
    database
        .sql()
        .sql(
            "update delivery set state = 'dropped', ended = :now where hook = :id and state = 'queued'")
        .param("id", id)
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  /// Puts a message for a hook; one with the same key only once. In the caller's transaction.
  void tell(Hook hook, String key, News news) {
    deliveries.put(
        new Item(
            "hook:" + hook.id() + ":" + key,
            Kind.hook,
            hook.id(),
            news.title(),
            Message.of(hook.form(), news, hook.most())));
  }

  /// How far a hook has been told. In the caller's transaction.
  void told(Hook hook) {
    database
        .sql()
        .sql(
            """
            update hook set papers_told = :papers, verdicts_told = :verdicts, waits_since = :waits, trended = :trended
            where id = :id
            """)
        .param("papers", hook.papersTold())
        .param("verdicts", hook.verdictsTold())
        .param(
            "waits",
            hook.waitsSince() == null ? null : Timestamp.from(hook.waitsSince()),
            Types.TIMESTAMP)
        .param("trended", hook.trended())
        .param("id", hook.id())
        .update();
  }

  /// A hook on the page of all.
  ///
  /// @param last its last delivery that ended; null where there is none
  /// @param waiting how many wait to be sent
  public record Line(Hook hook, Deliveries.@Nullable Line last, long waiting) {}

  List<Line> lines() {
    Map<Long, Deliveries.Line> last = new LinkedHashMap<>();
    database
        .sql()
        .sql(
            """
            select distinct on (hook) * from delivery where hook is not null
              and (ended is not null or attempts > 0) and state <> 'dropped' order by hook, id desc
            """)
        .query(row -> {
          last.put(row.getLong("hook"), Deliveries.line(row));
        });
    Map<Long, Long> waiting = new LinkedHashMap<>();
    database
        .sql()
        .sql(
            "select hook, count(*) as n from delivery where hook is not null and state in ('queued', 'sending') group by hook")
        .query(row -> {
          waiting.put(row.getLong("hook"), row.getLong("n"));
        });
    List<Line> lines = new ArrayList<>();
    for (Hook hook : all()) {
      lines.add(new Line(hook, last.get(hook.id()), waiting.getOrDefault(hook.id(), 0L)));
    }
    return lines;
  }

  @Override
  public Optional<Request> write(Queued queued, Instant now) {
    record To(String address, String secret) {}
    byte[] body = queued.body().getBytes(UTF_8);
    return database
        .sql()
        .sql("select address, secret from hook where id = :id and state = 'active'")
        .param("id", queued.owner())
        .query((row, number) -> new To(row.getString("address"), row.getString("secret")))
        .optional()
        .map(to -> {
          Map<String, String> headers =
              new LinkedHashMap<>(Signature.headers(to.secret(), queued.message(), now, body));
          headers.put("Content-Type", "application/json");
          return new Request(URI.create(to.address()), headers, body);
        });
  }

  @Override
  public Outcome judge(Queued queued, Caller.Answer answer) {
    if (answer instanceof Caller.Answer.Said said
        && said.status() == 410
        && queued.owner() != null) {
      change(queued.owner(), State.gone, "Its server answered 410: it wants nothing more.");
      drop(queued.owner());
      return new Outcome.Refused(Deliveries.said(said.status(), said.begins()));
    }
    return Deliveries.plain(answer);
  }

  private List<Hook> hooks(String where, long id) {
    return database
        .sql()
        .sql("select * from hook where :id = :id and " + where)
        .param("id", id)
        .query((row, number) -> hook(row))
        .list();
  }

  private static Hook hook(ResultSet row) throws SQLException {
    Timestamp waits = row.getTimestamp("waits_since");
    return new Hook(
        row.getLong("id"),
        row.getString("name"),
        URI.create(row.getString("address")),
        Form.valueOf(row.getString("form")),
        topics(row.getArray("gets")),
        row.getString("category"),
        row.getString("search"),
        row.getInt("most"),
        State.valueOf(row.getString("state")),
        row.getString("why"),
        row.getTimestamp("created").toInstant(),
        row.getLong("papers_told"),
        row.getLong("verdicts_told"),
        waits == null ? null : waits.toInstant(),
        row.getObject("trended", LocalDate.class));
  }

  private static Set<Topic> topics(Array array) throws SQLException {
    return Arrays.stream((String[]) array.getArray())
        .map(Topic::valueOf)
        .collect(Collectors.toUnmodifiableSet());
  }
}
