package org.offprint.server.hub;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.account.CommentGate.Written;
import org.offprint.server.account.Role;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.Failure;

/// What the writes of this contract take and give.
final class WriteForms {
  private static final String ZEROS = "0".repeat(24);

  record NewMessage(Message newMessage) {}

  record Message(String id, HubJson.Member author, String createdAt, String type, Data data) {}

  record Data(
      boolean edited,
      boolean hidden,
      Latest latest,
      @JsonProperty("numEdits") int numEdits,
      List<String> editors,
      List<String> editorAvatarUrls,
      List<String> reactions,
      @Nullable String parentCommentId) {}

  record Latest(String raw, String html, String updatedAt, HubJson.Member author) {}

  private WriteForms() {}

  /// The number of a comment as 24 hexadecimal digits, which this contract asks for.
  static String key(long comment) {
    String hex = Long.toHexString(comment);
    return ZEROS.substring(hex.length()) + hex;
  }

  /// The number of a comment from its key.
  static long comment(String key) {
    if (!key.matches("0{9}[0-9a-f]{15}")) {
      throw Failure.notFound("Comment not found");
    }
    return Long.parseLong(key, 16);
  }

  static NewMessage message(Account author, Written written) {
    HubJson.Member by = member(author);
    String at = HubTimes.utc(written.at());
    return new NewMessage(
        new Message(
            key(written.id()),
            by,
            at,
            "comment",
            new Data(
                false,
                false,
                new Latest(written.text(), written.html(), at, by),
                0,
                List.of(author.name()),
                List.of(by.avatarUrl()),
                List.of(),
                written.answers() == null ? null : key(written.answers()))));
  }

  private static HubJson.Member member(Account account) {
    return new HubJson.Member(
        HubKeys.id("user", account.name()),
        HubKeys.avatar(account.name()),
        account.shown(),
        account.name(),
        "user",
        false,
        false,
        account.role() == Role.admin,
        account.role().atLeast(Role.curator));
  }

  static Paper paper(Papers papers, @Nullable String archive, String id) {
    return PaperId.parse(archive == null ? id : archive + "/" + id)
        .flatMap(papers::find)
        .orElseThrow(() -> Failure.notFound("Paper not found"));
  }

  /// A paper that a body names.
  static Paper paper(Papers papers, String id) {
    return paper(papers, null, id);
  }
}
