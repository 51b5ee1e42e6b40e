package org.offprint.server.account;

import java.time.Instant;
import java.util.List;

/// Somebody's own account.
///
/// @param proof what each form must carry
/// @param session the number of the session that looks
/// @param invites whether this person may invite others
/// @param outside the providers that the settings name, and who this person is there
/// @param hasPassword whether they have one
/// @param fresh whether they signed in a moment ago
/// @param mails whether this server sends mail
/// @param digests whether it sends digests
public record MePage(
    Account account,
    String proof,
    long session,
    List<Sessions.Listed> sessions,
    List<Invitations.Listed> invitations,
    boolean invites,
    List<Tokens.Listed> tokens,
    List<Outside> outside,
    boolean hasPassword,
    boolean fresh,
    boolean mails,
    boolean digests,
    Said said,
    Instant now) {

  /// A provider.
  ///
  /// @param subject who this person is there; empty where that is not known
  public record Outside(String key, String name, String subject) {}

  /// What the page says of what was just done.
  ///
  /// @param newCode the address of an invitation made just now, shown once; empty as a rule
  /// @param newToken a token made just now, shown once; empty as a rule
  /// @param done what has just been done, in words; empty as a rule
  /// @param problem why something was not done; empty as a rule
  public record Said(String newCode, String newToken, String done, String problem) {
    static final Said NOTHING = new Said("", "", "", "");

    static Said done(String done) {
      return new Said("", "", done, "");
    }

    static Said problem(String problem) {
      return new Said("", "", "", problem);
    }
  }

  /// Everything that a token can be given.
  public List<Scope> scopes() {
    return List.of(Scope.values()).stream()
        .filter(scope -> scope != Scope.curate || account.role().atLeast(Role.curator))
        .toList();
  }
}
