package org.offprint.server.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Provider.Asked;
import org.offprint.server.account.Provider.Returned.Known;

/// People on their way to a provider and back, each bound to the browser that set out by a secret
/// in a cookie. Kept in this process: a restart sends them to the beginning.
final class Flows {
  static final Duration LASTS = Duration.ofMinutes(10);
  private static final int MOST = 10_000;

  /// Somebody who was sent to a provider.
  ///
  /// @param then where they want to go afterwards
  /// @param code an invitation that they hold; empty where they hold none
  /// @param account whose account is to be joined with who they are there; null to sign in
  record Flow(
      String provider,
      Asked asked,
      String then,
      String code,
      @Nullable Long account,
      String browser) {}

  /// Somebody who came back and has to say one more thing.
  record Pending(String provider, Known known, String then, String code, @Nullable Long account) {}

  private final Cache<String, Flow> flows =
      Caffeine.newBuilder().expireAfterWrite(LASTS).maximumSize(MOST).build();
  private final Cache<String, Pending> pending =
      Caffeine.newBuilder().expireAfterWrite(LASTS).maximumSize(MOST).build();

  /// Remembers somebody who sets out.
  ///
  /// @param secret what their browser's cookie holds
  Flow begin(String provider, String then, String code, @Nullable Long account, String secret) {
    Flow flow = new Flow(provider, Asked.anew(), then, code, account, kept(secret));
    flows.put(flow.asked().state().getValue(), flow);
    return flow;
  }

  /// Who comes back, once: the second time nobody is known by this state.
  Optional<Flow> end(String provider, String state, @Nullable String secret) {
    Flow flow = flows.asMap().remove(state);
    return Optional.ofNullable(flow)
        .filter(one -> one.provider().equals(provider))
        .filter(one -> secret != null && Secrets.equal(one.browser(), kept(secret)));
  }

  void suspend(Pending one, String secret) {
    pending.put(kept(secret), one);
  }

  Optional<Pending> pending(@Nullable String secret) {
    return Optional.ofNullable(secret).map(known -> pending.getIfPresent(kept(known)));
  }

  void done(String secret) {
    pending.invalidate(kept(secret));
  }

  private static String kept(String secret) {
    return Base64.getEncoder().encodeToString(Secrets.kept(secret));
  }
}
