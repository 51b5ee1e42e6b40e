package org.offprint.server.hub;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Tally;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/// The objects of the contract, their keys in the order in which they are served. A key that has
/// nothing to say is left out, never null.
final class HubJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  /// Form A: an account beside an author, or the submitter inside a paper.
  record Account(
      @JsonProperty("_id") String id,
      String avatarUrl,
      @JsonProperty("isPro") boolean isPro,
      String fullname,
      String user,
      String type,
      String name) {}

  /// Form B: the submitter beside a paper. It has no key `user`.
  record Member(
      @JsonProperty("_id") String id,
      String avatarUrl,
      String fullname,
      String name,
      String type,
      @JsonProperty("isPro") boolean isPro,
      @JsonProperty("isHf") boolean isHf,
      @JsonProperty("isHfAdmin") boolean isHfAdmin,
      @JsonProperty("isMod") boolean isMod) {}

  record Author(
      @JsonProperty("_id") String id,
      @Nullable Account user,
      String name,
      @Nullable String status,
      boolean hidden) {}

  record Organisation(
      @JsonProperty("_id") String id, String name, String fullname, @Nullable String avatar) {}

  record Paper(
      String id,
      List<Author> authors,
      @Nullable List<String> mediaUrls,
      @Nullable String publishedAt,
      @Nullable String submittedOnDailyAt,
      String title,
      @Nullable Account submittedOnDailyBy,
      String summary,
      int upvotes,
      String discussionId,
      @Nullable String projectPage,
      @Nullable String githubRepo,
      @Nullable String githubRepoAddedBy,
      @JsonProperty("ai_summary") @Nullable String machineSummary,
      @JsonProperty("ai_keywords") @Nullable List<String> keywords,
      @Nullable Integer githubStars,
      @Nullable Organisation organization,
      @Nullable String withdrawnAt,
      @Nullable List<Repository> linkedModels,
      @Nullable Integer numTotalModels,
      @Nullable List<Repository> linkedDatasets,
      @Nullable Integer numTotalDatasets,
      @Nullable List<Repository> linkedSpaces,
      @Nullable Integer numTotalSpaces) {}

  record Entry(
      Paper paper,
      @Nullable String publishedAt,
      String title,
      String summary,
      @Nullable List<String> mediaUrls,
      String thumbnail,
      int numComments,
      @Nullable Member submittedBy,
      @Nullable Organisation organization,
      @JsonProperty("isAuthorParticipating") boolean isAuthorParticipating,
      @Nullable Boolean upvoted,
      @Nullable List<Piece> highlightedTitle,
      @Nullable List<Piece> highlightedSummary,
      @Nullable Exact exact) {
    Entry with(Exact known) {
      return new Entry(
          paper,
          publishedAt,
          title,
          summary,
          mediaUrls,
          thumbnail,
          numComments,
          submittedBy,
          organization,
          isAuthorParticipating,
          upvoted,
          highlightedTitle,
          highlightedSummary,
          known);
    }
  }

  /// What the contract has no words for, for an Offprint that follows this one and asked for it:
  /// counts that are unknown rather than 0, when each was read, and the listing as it is stored.
  ///
  /// @param asOf the date of the record that the paper's facts are from, or empty
  /// @param abstractKnown whether `summary` is the authors' abstract and not somebody's own words
  record Exact(String asOf, boolean abstractKnown, Tally counts, @Nullable Listing listing) {}

  /// A stretch of a title or summary: `text`, or `highlight` where the query matched.
  record Piece(String type, String text) {}

  /// An entry of the list of all papers.
  record Brief(
      String id,
      String title,
      String thumbnailUrl,
      int upvotes,
      @Nullable String publishedAt,
      List<Author> authors,
      String summary,
      @Nullable String projectPage) {}

  /// A model, data set or space that belongs to a paper: `owner/name`.
  record Repository(String id, List<String> tags) {}

  record Repositories(
      List<Repository> models, List<Repository> datasets, List<Repository> spaces) {}

  private HubJson() {}

  /// Answers what a caller alone may see, or what they have changed.
  static ResponseEntity<byte[]> theirs(int status, Object body) {
    return ResponseEntity.status(status)
        .header("Content-Type", DailyPapersRoutes.JSON)
        .header("Cache-Control", "no-store")
        .body(bytes(body));
  }

  static byte[] bytes(Object value) {
    return JSON.writeValueAsBytes(value);
  }
}
