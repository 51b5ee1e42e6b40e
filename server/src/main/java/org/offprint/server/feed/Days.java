package org.offprint.server.feed;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Edition;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;

/// What stands on a day, in a week, in a month, and in the trending order.
public final class Days {
  /// A paper in a list: why and since when it is there.
  ///
  /// @param listing null in lists that no edition made, such as trending papers that were never
  ///   listed
  public record Entry(Paper paper, @Nullable Listing listing) {
    /// The moment that the trending score counts from.
    public Optional<Instant> shownAt() {
      return listing != null
          ? Optional.of(listing.day().atStartOfDay().toInstant(ZoneOffset.UTC))
          : Optional.ofNullable(paper.published()).map(date -> date.instant());
    }
  }

  /// A span of days, both ends included.
  public record Span(LocalDate first, LocalDate last) {
    public static Span day(LocalDate day) {
      return new Span(day, day);
    }

    /// The ISO week of a day, Monday to Sunday.
    public static Span week(LocalDate day) {
      LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      return new Span(monday, monday.plusDays(6));
    }

    public static Span month(LocalDate day) {
      return new Span(day.withDayOfMonth(1), day.with(TemporalAdjusters.lastDayOfMonth()));
    }
  }

  private static final String ENTRY =
      "select to_json(p)::text as paper, to_json(l)::text as listing ";

  /// On the page of one day, what curators chose stands first, in their order.
  private static final String BY_VOTES =
      " order by case when cast(:first as date) = cast(:last as date) then l.pick end nulls last, (p.tally ->> 'upvotes')::int desc nulls last, l.position nulls last, p.published_at desc nulls last, p.id";

  private final Database database;

  public Days(Database database) {
    this.database = database;
  }

  /// The entries of a span by votes, then place in the edition, then date. A paper that stood on
  /// two days of the span appears once, with its later listing.
  public List<Entry> of(Span span, int offset, int limit) {
    return database
        .sql()
        .sql(
            ENTRY
                + """
                from (select distinct on (paper) * from shown where day between :first and :last order by paper, day desc) l
                join paper_shown p on p.id = l.paper\
                """
                + BY_VOTES
                + " offset :offset limit :limit")
        .param("first", span.first())
        .param("last", span.last())
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) -> entry(row.getString("paper"), row.getString("listing")))
        .list();
  }

  /// The days on whose lists a paper stands.
  public List<LocalDate> of(PaperId paper) {
    return database
        .sql()
        .sql("select distinct day from listing where paper = :paper")
        .param("paper", paper.value())
        .query((row, number) -> row.getObject(1, LocalDate.class))
        .list();
  }

  /// The days of a span on which papers were listed.
  public List<LocalDate> daysIn(Span span) {
    return database
        .sql()
        .sql("select distinct day from listing where day between :first and :last order by day")
        .param("first", span.first())
        .param("last", span.last())
        .query((row, number) -> row.getObject(1, LocalDate.class))
        .list();
  }

  public int count(Span span) {
    return database
        .sql()
        .sql("select count(distinct paper) from shown where day between :first and :last")
        .param("first", span.first())
        .param("last", span.last())
        .query(Integer.class)
        .single();
  }

  /// The newest entries of all days, by day and then by votes, each paper once, with its last
  /// listing; only those of a submitter where one is named.
  public List<Entry> newest(@Nullable String submitter, int offset, int limit) {
    return database
        .sql()
        .sql(
            ENTRY
                + """
                from shown l join paper_shown p on p.id = l.paper
                where (cast(:submitter as text) is null or l.submitter ->> 'name' = :submitter)
                  and not exists (select 1 from shown later where later.paper = l.paper and later.day > l.day
                    and (cast(:submitter as text) is null or later.submitter ->> 'name' = :submitter))
                order by l.day desc, (p.tally ->> 'upvotes')::int desc nulls last, l.position nulls last, p.published_at desc nulls last, p.id
                offset :offset limit :limit\
                """)
        .param("submitter", submitter)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) -> entry(row.getString("paper"), row.getString("listing")))
        .list();
  }

  /// What stands in a span, or was put there by a submitter, or both: by votes like {@link #of}, or
  /// by heat. A paper that stood on two days appears once, with its later listing.
  public List<Entry> select(
      @Nullable Span span, @Nullable String submitter, boolean byHeat, int offset, int limit) {
    return database
        .sql()
        .sql(
            ENTRY
                + """
                from (select distinct on (paper) * from shown
                  where (cast(:first as date) is null or day between :first and :last)
                    and (cast(:submitter as text) is null or submitter ->> 'name' = :submitter)
                  order by paper, day desc) l
                join paper_shown p on p.id = l.paper\
                """
                + (byHeat ? " order by p.heat desc nulls last, p.id" : BY_VOTES)
                + " offset :offset limit :limit")
        .param("first", span == null ? null : span.first())
        .param("last", span == null ? null : span.last())
        .param("submitter", submitter)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) -> entry(row.getString("paper"), row.getString("listing")))
        .list();
  }

  /// The entries of a span in the order of {@link #of}, from the one after a paper on, wherever
  /// that paper stands now: so pages neither repeat nor hide what arrives between them.
  public List<Entry> after(Span span, @Nullable PaperId after, int limit) {
    return database
        .sql()
        .sql(
            """
            with entry as (
              select p, l, p.id,
                case when cast(:first as date) = cast(:last as date) then coalesce(l.pick, 2147483647) else 0 end as pick,
                -coalesce((p.tally ->> 'upvotes')::int, -1) as votes,
                coalesce(l.position, 2147483647) as place,
                -extract(epoch from coalesce(p.published_at, '-infinity'::timestamptz)) as age
              from (select distinct on (paper) * from shown where day between :first and :last order by paper, day desc) l
              join paper_shown p on p.id = l.paper)
            select to_json(p)::text as paper, to_json(l)::text as listing from entry
            where cast(:after as text) is null
              or (pick, votes, place, age, id) > (select pick, votes, place, age, id from entry where id = :after)
            order by pick, votes, place, age, id limit :limit\
            """)
        .param("first", span.first())
        .param("last", span.last())
        .param("after", after == null ? null : after.value())
        .param("limit", limit)
        .query((row, number) -> entry(row.getString("paper"), row.getString("listing")))
        .list();
  }

  /// The trending order from the paper after another on; see {@link #after}. Three ranges of the
  /// index rather than one condition that reads it from its beginning.
  public List<Entry> trendingAfter(@Nullable PaperId after, int limit) {
    return database
        .sql()
        .sql(
            """
            select to_json(p)::text as paper,
              (select to_json(l)::text from shown l where l.paper = p.id order by l.day desc limit 1) as listing
            from (select * from (
                  (select * from paper_shown where cast(:after as text) is null and heat is not null
                    order by heat desc nulls last, id limit :limit)
                  union all
                  (select * from paper_shown where heat = (select heat from paper where id = :after) and id > :after
                    order by heat desc nulls last, id limit :limit)
                  union all
                  (select * from paper_shown where heat < (select heat from paper where id = :after)
                    order by heat desc nulls last, id limit :limit)) part
              order by heat desc nulls last, id limit :limit) p
            order by p.heat desc, p.id\
            """)
        .param("after", after == null ? null : after.value())
        .param("limit", limit)
        .query((row, number) -> entry(row.getString("paper"), row.getString("listing")))
        .list();
  }

  /// A day that has entries, and how many.
  public record Filled(LocalDate day, int papers) {}

  /// The days with entries before `before`, or all, the latest first.
  public List<Filled> filled(@Nullable LocalDate before, int limit) {
    return database
        .sql()
        .sql(
            """
            select day, count(distinct paper) as papers from shown
            where cast(:before as date) is null or day < :before
            group by day order by day desc limit :limit\
            """)
        .param("before", before)
        .param("limit", limit)
        .query((row, number) ->
            new Filled(row.getObject("day", LocalDate.class), row.getInt("papers")))
        .list();
  }

  /// Papers by falling heat; see {@link Trending}.
  public List<Entry> trending(int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select to_json(p)::text as paper,
              (select to_json(l)::text from shown l where l.paper = p.id order by l.day desc limit 1) as listing
            from (select * from paper_shown where heat is not null order by heat desc nulls last, id offset :offset limit :limit) p
            order by p.heat desc, p.id\
            """)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) -> entry(row.getString("paper"), row.getString("listing")))
        .list();
  }

  /// The latest day that has entries, not after `day`.
  public Optional<LocalDate> latest(LocalDate day) {
    return one("select max(day) from listing where day <= :day", day);
  }

  /// The first day that has entries, after `day`.
  public Optional<LocalDate> next(LocalDate day) {
    return one("select min(day) from listing where day > :day", day);
  }

  /// How many days with entries there are up to and including `day`: the number of the issue.
  public int issue(LocalDate day) {
    return database
        .sql()
        .sql("select count(distinct day) from listing where day <= :day")
        .param("day", day)
        .query(Integer.class)
        .single();
  }

  public Optional<Edition> edition(String slug) {
    return database
        .sql()
        .sql("select to_jsonb(e)::text from edition e where slug = :slug")
        .param("slug", slug)
        .query(String.class)
        .optional()
        .map(row -> Papers.ROWS.readValue(row, Edition.class));
  }

  /// The papers of a named edition in its own order, also where a daily list hides it on its day.
  public List<Entry> ofEdition(String slug) {
    return database
        .sql()
        .sql(
            ENTRY
                + """
                from listing l join paper_shown p on p.id = l.paper where l.edition = :slug
                order by l.position nulls last, p.id\
                """)
        .param("slug", slug)
        .query((row, number) -> entry(row.getString("paper"), row.getString("listing")))
        .list();
  }

  /// The last listing of a paper, daily lists before named editions.
  public Optional<Listing> listing(Paper paper) {
    return database
        .sql()
        .sql(
            "select to_json(l)::text from listing l where paper = :id order by edition <> 'daily', day desc limit 1")
        .param("id", paper.id().value())
        .query(String.class)
        .optional()
        .map(row -> Papers.ROWS.readValue(row, Listing.class));
  }

  private Optional<LocalDate> one(String sql, LocalDate day) {
    return database
        .sql()
        .sql(sql)
        .param("day", day)
        .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
        .single();
  }

  private static Entry entry(String paper, @Nullable String listing) {
    return new Entry(
        Papers.paper(paper),
        listing == null ? null : Papers.ROWS.readValue(listing, Listing.class));
  }
}
