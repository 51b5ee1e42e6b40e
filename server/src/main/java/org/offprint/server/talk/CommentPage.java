package org.offprint.server.talk;

import gg.jte.Content;
import org.jspecify.annotations.Nullable;

/// Where a comment is written, seen before it is sent, and edited.
///
/// @param title of the paper, TeX and all
/// @param answered what is answered; null for nothing
/// @param edited the comment that is edited; null for a new one
/// @param revision of the edited one, as the form was loaded
/// @param proof what the form must carry
/// @param form what this form alone carries
/// @param preview how the text will look; null where nobody asked
/// @param problem why it was not sent; empty as a rule
public record CommentPage(
    String paper,
    String href,
    String title,
    @Nullable Line answered,
    @Nullable Comment edited,
    int revision,
    String text,
    String proof,
    String form,
    @Nullable Content preview,
    String problem) {
  public String heading() {
    return edited != null ? "Edit your comment" : answered != null ? "Answer" : "Write a comment";
  }

  public String action() {
    return edited == null ? "/comments" : "/comments/" + edited.id() + "/edit";
  }
}
