package org.offprint.server.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;

/// What the accounts themselves keep of somebody: who they are, where they are signed in, by what,
/// and whom they invited.
public final class AccountData implements OwnData {
  private final Database database;

  public AccountData(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "account";
  }

  @Override
  public Object export(long account) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "self",
        rows(
            """
            select a.name, a.shown, a.mail, a.mail_confirmed, a.password is not null as has_password, a.role, a.state,
                   a.state_note, b.name as invited_by, a.orcid, a.about, a.created
            from account a left join account b on b.id = a.invited_by where a.id = :account
            """,
            account));
    all.put(
        "sessions",
        rows(
            "select created, seen, expires, network, agent from session where account = :account order by id",
            account));
    all.put(
        "tokens",
        rows(
            "select name, array_to_string(scopes, ' ') as scopes, created, expires, seen from token where account = :account order by id",
            account));
    all.put(
        "invitations",
        rows(
            """
            select i.note, i.role, i.created, i.expires, u.name as used_by
            from invitation i left join account u on u.id = i.used_by where i.made_by = :account order by i.id
            """,
            account));
    all.put(
        "signsInWith",
        rows(
            "select issuer, subject, created from outside_name where account = :account order by created",
            account));
    return all;
  }

  @Override
  public void forget(long account) {
    for (String change :
        List.of(
            "delete from session where account = :account",
            "delete from token where account = :account",
            "delete from mail_link where account = :account",
            "delete from outside_name where account = :account",
            "delete from invitation where made_by = :account and used_by is null",
            "update invitation set note = '' where made_by = :account or used_by = :account")) {
      database.sql().sql(change).param("account", account).update();
    }
  }

  private List<Map<String, @Nullable Object>> rows(String query, long account) {
    return OwnRows.rows(database, query, account);
  }
}
