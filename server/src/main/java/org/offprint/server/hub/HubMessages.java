package org.offprint.server.hub;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.offprint.server.talk.Comment;

/// Comments in the form of the contract. The key of one is its number, written with 24 hexadecimal
/// digits, so that an answer can name it.
final class HubMessages {
  record Message(
      String id,
      @Nullable Person author,
      String createdAt,
      String type,
      Data data,
      @Nullable List<Message> replies) {}

  /// Form B of an account, as it stands beside a comment.
  record Person(
      @JsonProperty("_id") String id,
      String avatarUrl,
      String fullname,
      String name,
      String type,
      @JsonProperty("isPro") boolean isPro,
      @JsonProperty("isHf") boolean isHf,
      @JsonProperty("isHfAdmin") boolean isHfAdmin,
      @JsonProperty("isMod") boolean isMod) {}

  record Data(
      boolean edited,
      boolean hidden,
      @Nullable String hiddenBy,
      Latest latest,
      int numEdits,
      List<String> editors,
      List<String> editorAvatarUrls,
      List<Object> reactions,
      @Nullable String parentCommentId) {}

  record Latest(String raw, String html, String updatedAt, @Nullable Person author) {}

  private HubMessages() {}

  static String key(long comment) {
    return "%024x".formatted(comment);
  }

  /// The number behind a key; empty for one that no comment has.
  static OptionalLong number(String key) {
    return key.matches("0{9}[0-9a-f]{15}")
        ? OptionalLong.of(Long.parseLong(key, 16))
        : OptionalLong.empty();
  }

  /// @param html of the text, by the comment's number
  static Message of(Comment comment, Map<Long, String> html) {
    return of(comment, html, null);
  }

  private static Message of(
      Comment comment, Map<Long, String> html, @Nullable List<Message> replies) {
    Person author = person(comment.writer());
    Long parent = comment.parent();
    Instant edited = comment.edited();
    Comment.Hiding hiding = comment.hidden();
    boolean hidden = !comment.open();
    return new Message(
        key(comment.id()),
        author,
        seconds(comment.created()),
        "comment",
        new Data(
            edited != null,
            hidden,
            hiding == null ? null : hiding.by(),
            new Latest(
                hidden ? "" : comment.text(),
                hidden ? "" : html.getOrDefault(comment.id(), ""),
                seconds(edited == null ? comment.created() : edited),
                author),
            comment.revision() - 1,
            author == null ? List.of() : List.of(author.name()),
            author == null ? List.of() : List.of(author.avatarUrl()),
            List.of(),
            parent == null ? null : key(parent)),
        replies);
  }

  /// The comments on a paper, each with everything that answers it, however indirectly: this form
  /// has two levels.
  ///
  /// @param ordered each followed by its answers
  static List<Message> threads(List<Comment> ordered, Map<Long, String> html) {
    Map<Long, List<Message>> repliesOfRoot = new HashMap<>();
    Map<Long, Long> rootOf = new HashMap<>();
    List<Comment> roots = new ArrayList<>();
    for (Comment comment : ordered) {
      Long parent = comment.parent();
      Long root = parent == null ? null : rootOf.get(parent);
      if (root == null) {
        rootOf.put(comment.id(), comment.id());
        repliesOfRoot.put(comment.id(), new ArrayList<>());
        roots.add(comment);
      } else {
        rootOf.put(comment.id(), root);
        repliesOfRoot.getOrDefault(root, new ArrayList<>()).add(of(comment, html));
      }
    }
    return roots.stream().map(root -> of(root, html, repliesOfRoot.get(root.id()))).toList();
  }

  private static @Nullable Person person(Comment.@Nullable Writer writer) {
    return writer == null
        ? null
        : new Person(
            HubKeys.id("user", writer.name()),
            HubKeys.avatar(writer.name()),
            writer.shown(),
            writer.name(),
            "user",
            false,
            false,
            false,
            false);
  }

  private static String seconds(Instant instant) {
    return HubTimes.utc(instant.truncatedTo(ChronoUnit.SECONDS));
  }
}
