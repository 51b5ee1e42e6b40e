package org.offprint.server.account;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Somebody who signs in.
///
/// @param name as it stands in addresses: 2 to 30 letters, digits and hyphens, the first a letter;
///   one person's whatever its capitals
/// @param shown what pages call them
/// @param mail where they can be written to; null where they gave none
/// @param mailConfirmed when a link sent there was followed; null before
/// @param stateNote why somebody is suspended, in words for them; empty as a rule
/// @param invitedBy the account that invited them; null for the first one and where anybody can
///   join
/// @param orcid sixteen characters as ORCID writes them, only after ORCID itself has said so
/// @param about a few words about themselves
public record Account(
    long id,
    String name,
    String shown,
    @Nullable String mail,
    @Nullable Instant mailConfirmed,
    Role role,
    State state,
    String stateNote,
    @Nullable Long invitedBy,
    @Nullable String orcid,
    String about,
    Instant created) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{1,29}");

  /// Whether somebody can act.
  public enum State {
    active,
    /// Reads, but does nothing else until an admin says so.
    suspended,
    /// Left: what they wrote stays without their name where others answered it.
    deleted
  }

  public boolean active() {
    return state == State.active;
  }

  /// Whether a text can be a name.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches() && !text.endsWith("-") && !text.contains("--");
  }
}
