package org.offprint.server;

import org.offprint.server.db.Database;

/// Notices that days, alarms or the quarantine stand otherwise than before, whichever process
/// changed them, so that no page goes on saying what is no longer so.
final class StandingWatch {
  private final Database database;
  private String last;

  StandingWatch(Database database) {
    this.database = database;
    this.last = look();
  }

  /// Whether anything is otherwise than when this was last asked.
  boolean changed() {
    String now = look();
    boolean changed = !now.equals(last);
    last = now;
    return changed;
  }

  private String look() {
    return database
        .sql()
        .sql(
            """
            select concat_ws(' ',
              (select md5(coalesce(string_agg(
                  concat_ws(',', day, category, state, announced, missing, why), ';' order by day, category), ''))
                from day_state where day > (select max(day) - 60 from day_state)),
              (select concat_ws(',', count(*), count(cleared), max(id)) from alarm),
              (select concat_ws(',', count(*), count(settled), max(id), sum(attempts)) from quarantine))
            """)
        .query(String.class)
        .single();
  }
}
