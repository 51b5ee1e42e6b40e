package org.offprint.server.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.offprint.server.account.Accounts.Wish;

/// Where somebody makes an account.
///
/// @param action where the form goes
/// @param code the invitation or the code of the first admin; empty where none is needed
/// @param asksCode whether the code is to be entered
/// @param by who invited them, as pages call them; empty where nobody did
/// @param wish what was entered before
/// @param problem why the last attempt did not succeed; empty as a rule
/// @param mails whether a given address is written to
/// @param providers whom else people can sign in with
public record JoinPage(
    String action,
    String code,
    boolean asksCode,
    String by,
    Wish wish,
    String problem,
    boolean mails,
    List<Provider.Client> providers) {
  static final Wish NOTHING = new Wish("", "", "", "");

  /// Whether this makes the first admin.
  public boolean first() {
    return action.equals("/setup");
  }

  /// Where the way to a provider begins.
  public String to(Provider.Client provider) {
    return "/sign-in/with/%s?code=%s"
        .formatted(provider.key(), URLEncoder.encode(code, StandardCharsets.UTF_8));
  }
}
