package org.offprint.server.account;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.offprint.server.config.AccountSettings;

/// The providers that the settings name.
///
/// @param all those that people can sign in with, in the order of their buttons
public record Providers(List<Provider> all) {
  public Providers {
    all = List.copyOf(all);
  }

  public static Providers of(AccountSettings settings, InstantSource clock) {
    List<Provider> all = new ArrayList<>();
    if (!settings.oidcIssuer().isEmpty() && !settings.oidcClient().isEmpty()) {
      all.add(
          new Provider(
              new Provider.Client(
                  "oidc",
                  settings.oidcName(),
                  settings.oidcIssuer(),
                  settings.oidcClient(),
                  settings.oidcSecret().value(),
                  false,
                  settings.oidcRegistration()),
              clock));
    }
    if (!settings.orcidClient().isEmpty()) {
      all.add(
          new Provider(
              new Provider.Client(
                  "orcid",
                  "ORCID",
                  settings.orcidIssuer().toString(),
                  settings.orcidClient(),
                  settings.orcidSecret().value(),
                  true,
                  false),
              clock));
    }
    return new Providers(all);
  }

  Optional<Provider> of(String key) {
    return all.stream().filter(provider -> provider.client().key().equals(key)).findFirst();
  }

  /// What pages show: keys and names.
  List<Provider.Client> clients() {
    return all.stream().map(Provider::client).toList();
  }
}
