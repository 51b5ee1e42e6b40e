package org.offprint.server.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperLink;
import tools.jackson.databind.JsonNode;

/// The objects of the API, as `openapi.json` describes them. Every key is always there.
final class Shapes {
  record PaperShape(
      String id,
      String url,
      String title,
      @Nullable String abstractText,
      @Nullable String summary,
      @Nullable String machineSummary,
      List<AuthorShape> authors,
      @Nullable Integer authorCount,
      @Nullable OrganisationShape organisation,
      @Nullable String primaryCategory,
      List<String> categories,
      @Nullable String published,
      @Nullable String updated,
      @Nullable Instant withdrawn,
      List<VersionShape> versions,
      @Nullable String doi,
      @Nullable String journalReference,
      @Nullable String comment,
      @Nullable String licence,
      List<PaperLink> links,
      List<String> keywords,
      CountsShape counts) {}

  /// An address of a paper: one that somebody linked, or one that stands in its text.
  record LinkShape(
      String kind,
      String url,
      @Nullable String addedBy,
      @Nullable String foundIn,
      @Nullable String state,
      @Nullable Instant checked,
      @Nullable String movedTo) {}

  /// A comment on a paper.
  ///
  /// @param text Markdown; null where it cannot be read
  /// @param html the same as it stands on the page
  record CommentShape(
      long id,
      String url,
      String paper,
      @Nullable Long parent,
      @Nullable WriterShape writer,
      List<String> marks,
      String state,
      @Nullable String text,
      @Nullable String html,
      Instant created,
      @Nullable Instant edited,
      @Nullable String note) {}

  record WriterShape(String name, String shown) {}

  record AuthorShape(String name, @Nullable String orcid, @Nullable String affiliation) {}

  record OrganisationShape(String slug, String name) {}

  record VersionShape(int number, @Nullable Instant submitted) {}

  record CountsShape(
      @Nullable Integer upvotes,
      @Nullable Integer comments,
      @Nullable Integer codeStars,
      @Nullable Instant asOf) {}

  /// A paper in a list of a day, with the numbers of its place.
  record EntryShape(
      PaperShape paper, @Nullable ListingShape listing, @Nullable ScoreShape trending) {}

  record ListingShape(
      LocalDate day, String edition, @Nullable Integer position, @Nullable String submitter) {}

  /// What the trending order is made of, so that anybody can compute it again.
  record ScoreShape(
      double heat,
      @Nullable Integer upvotes,
      @Nullable Integer comments,
      Instant shownAt,
      String why) {}

  record Page<T>(@Nullable Long total, List<T> items, @Nullable String next) {}

  record SpanShape(
      LocalDate first, LocalDate last, long total, List<EntryShape> items, @Nullable String next) {}

  record DayShape(LocalDate day, int papers) {}

  /// How a day stands over all followed categories; state and count are null where none is.
  record DayStandingShape(
      LocalDate day,
      @Nullable String state,
      @Nullable Integer announced,
      List<String> missing,
      List<DayStateShape> categories) {}

  record DayStateShape(
      String category,
      String state,
      int announced,
      List<String> missing,
      @Nullable Integer usual,
      String why,
      Instant since) {}

  record AlarmShape(String subject, String message, Instant raised) {}

  record WaitingShape(String source, long waiting) {}

  record IngestShape(
      List<DayStandingShape> days, List<AlarmShape> alarms, List<WaitingShape> quarantine) {}

  /// A version whose title or abstract a later one changed.
  record RevisionShape(
      int version, String title, @Nullable String abstractText, @Nullable Instant submitted) {}

  record CountShape(String key, String name, long papers) {}

  record ShelfShape(
      String key, String name, long total, List<PaperShape> items, @Nullable String next) {}

  record EditionShape(String slug, String name, LocalDate day) {}

  record EditionPage(String slug, String name, LocalDate day, List<EntryShape> items) {}

  record MethodShape(
      String id,
      String name,
      String paper,
      @Nullable Integer number,
      String family,
      @Nullable String needs,
      String rung,
      @Nullable FormulaShape formula) {}

  /// Golden values and arrays that were recomputed, and the files that implement the method.
  record FormulaShape(
      String reference,
      int cases,
      int passed,
      double tolerance,
      double largestError,
      List<String> files,
      String limits) {}

  record MethodPage(MethodShape method, List<ResultShape> results) {}

  record ResultShape(
      String id,
      String method,
      String task,
      String rung,
      String verdict,
      String scale,
      String reason,
      Instant started,
      String commit,
      String url) {}

  record ResultPage(ResultShape result, JsonNode document) {}

  record BoardEntryShape(
      String task,
      String name,
      String scale,
      List<String> methods,
      int runs,
      int protocols,
      String url) {}

  record BoardShape(String task, String name, String url, List<BoardTableShape> tables) {}

  /// Numbers of one protocol.
  record BoardTableShape(
      String key,
      String scale,
      String dataset,
      String split,
      String baseline,
      String protocol,
      int seeds,
      String rule,
      List<DifferenceShape> differences,
      List<MetricShape> metrics,
      String orderedBy,
      String csv,
      List<BoardRowShape> rows) {}

  record DifferenceShape(String part, String here) {}

  record MetricShape(String id, String name, String unit, String direction) {}

  record BoardRowShape(
      String name,
      String arm,
      String method,
      String paper,
      String run,
      String url,
      Instant started,
      String commit,
      int seeds,
      boolean counts,
      @Nullable String verdict,
      List<ValueShape> values) {}

  record ValueShape(
      String metric,
      double value,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double level,
      @Nullable String how) {}

  private Shapes() {}
}
