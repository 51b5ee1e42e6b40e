package org.offprint.server.moderation;

/// What moderators do. The log keeps the names of these.
public enum Action {
  hid("hid"),
  showed("made readable again"),
  left("left as it is"),
  suspended("suspended"),
  restored("ended the suspension of"),
  gave_role("gave a role to"),
  granted("granted the appeal of"),
  refused("refused the appeal of");

  private final String words;

  Action(String words) {
    this.words = words;
  }

  /// What stands between who did it and to whom or what.
  public String words() {
    return words;
  }
}
