package org.offprint.server.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.offprint.server.config.Registration;

/// Where somebody signs in.
///
/// @param name what was entered before
/// @param then the page to go to afterwards
/// @param problem why the last attempt did not succeed; empty as a rule
/// @param empty whether nobody has an account yet
/// @param mails whether this server sends links by mail
/// @param providers whom else people can sign in with
public record SignInPage(
    String name,
    String then,
    String problem,
    Registration registration,
    boolean empty,
    boolean mails,
    List<Provider.Client> providers) {
  /// Where the way to a provider begins.
  public String to(Provider.Client provider) {
    return "/sign-in/with/%s?then=%s"
        .formatted(provider.key(), URLEncoder.encode(then, StandardCharsets.UTF_8));
  }
}
