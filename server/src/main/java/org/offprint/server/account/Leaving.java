package org.offprint.server.account;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.server.db.Database;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What the law and good manners ask for: everything of oneself in a file, and an end.
public final class Leaving {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Database database;
  private final Accounts accounts;
  private final List<OwnData> data;
  private final InstantSource clock;

  public Leaving(Database database, Accounts accounts, List<OwnData> data, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.data = List.copyOf(data);
    this.clock = clock;
  }

  /// Everything that is kept of an account, as JSON.
  public byte[] export(Account account) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("format", "offprint-own-data/1");
    file.put("written", clock.instant().toString());
    data.forEach(one -> file.put(one.name(), one.export(account.id())));
    return JSON.writeValueAsBytes(file);
  }

  /// Ends an account: what is theirs alone goes, what others answered stays without a name. False
  /// when that would leave the server without an active admin: nothing is changed then.
  public boolean leave(Account account) {
    return database.inTransaction(() -> {
      if (!accounts.end(account.id())) {
        return false;
      }
      data.forEach(one -> one.forget(account.id()));
      return true;
    });
  }
}
