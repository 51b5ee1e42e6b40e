package org.offprint.server;

import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.offprint.server.account.OwnData;
import org.offprint.server.author.Authorship;
import org.offprint.server.db.Database;
import org.offprint.server.shelf.Shelves;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Notes;
import org.offprint.server.vote.Votes;

/// What each feature keeps of a person, and how it forgets them. Votes are taken back, comments
/// that were answered lose their name, everything else that is theirs alone goes; papers that they
/// brought and chose stay, without a name.
record OwnCommunityData(String name, LongFunction<Object> all, LongConsumer end)
    implements OwnData {
  private static final int EVERYTHING = 1_000_000;

  static Map<String, OwnData> of(
      Database database,
      Votes votes,
      Comments comments,
      Notes notes,
      Shelves shelves,
      Authorship authorship) {
    return Map.of(
        "voteData", new OwnCommunityData("votes", votes::given, votes::forget),
        "commentData",
            new OwnCommunityData(
                "comments", account -> comments.by(account, 0, EVERYTHING), comments::forget),
        "noteData",
            new OwnCommunityData(
                "notes",
                account -> notes.all(account, 0, EVERYTHING),
                account -> delete(database, "delete from note where account = :account", account)),
        "listData",
            new OwnCommunityData(
                "lists",
                account ->
                    shelves.of(account).stream()
                        .map(shelf ->
                            Map.of(
                                "list", shelf, "papers", shelves.papers(shelf.id(), 0, EVERYTHING)))
                        .toList(),
                account -> delete(database, "delete from shelf where account = :account", account)),
        "authorshipData",
            new OwnCommunityData(
                "authorship",
                authorship::of,
                account ->
                    delete(database, "delete from authorship where account = :account", account)),
        "submissionData",
            new OwnCommunityData(
                "submissions",
                account -> brought(database, account),
                account ->
                    delete(
                        database,
                        "update submission set words = '' where account = :account",
                        account)));
  }

  private static List<Map<String, Object>> brought(Database database, long account) {
    return database
        .sql()
        .sql("select paper, at, words from submission where account = :account order by at, paper")
        .param("account", account)
        .query((row, number) ->
            Map.<String, Object>of(
                "paper",
                row.getString("paper"),
                "at",
                row.getTimestamp("at").toInstant(),
                "words",
                row.getString("words")))
        .list();
  }

  private static void delete(Database database, String sql, long account) {
    database.sql().sql(sql).param("account", account).update();
  }

  @Override
  public Object export(long account) {
    return all.apply(account);
  }

  @Override
  public void forget(long account) {
    end.accept(account);
  }
}
