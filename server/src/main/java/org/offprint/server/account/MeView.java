package org.offprint.server.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.offprint.server.account.MePage.Outside;
import org.offprint.server.account.MePage.Said;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.config.Registration;
import org.offprint.server.config.Settings;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Pages;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/// Draws somebody's own page, for every route that changes something on it.
@Component
final class MeView {
  /// For how long after a sign-in nobody is asked again who they are.
  static final Duration FRESH = Duration.ofMinutes(10);

  private final Accounts accounts;
  private final Sessions sessions;
  private final Invitations invitations;
  private final Tokens tokens;
  private final OutsideNames outside;
  private final Providers providers;
  private final LinkMail mail;
  private final Answers answers;
  private final Registration registration;
  private final boolean digests;
  private final InstantSource clock;

  MeView(
      Accounts accounts,
      Sessions sessions,
      Invitations invitations,
      Tokens tokens,
      OutsideNames outside,
      Providers providers,
      LinkMail mail,
      Answers answers,
      Settings settings,
      InstantSource clock) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.invitations = invitations;
    this.tokens = tokens;
    this.outside = outside;
    this.providers = providers;
    this.mail = mail;
    this.answers = answers;
    this.registration = settings.accounts().registration();
    this.digests = settings.digest().enabled();
    this.clock = clock;
  }

  ResponseEntity<byte[]> page(Session session, int status, Said said) {
    Account account = accounts.byId(session.account().id()).orElseThrow();
    return Pages.html(
        status,
        answers.render(
            "me",
            new MePage(
                account,
                session.proof(),
                session.id(),
                sessions.of(account.id()),
                invitations.of(account),
                registration != Registration.closed && account.active(),
                tokens.of(account.id()),
                outside(account),
                accounts.hasPassword(account.id()),
                fresh(session),
                mail.ready(),
                digests,
                said,
                clock.instant())));
  }

  /// Whether somebody has just shown who they are, so that what cannot be undone needs no more.
  boolean fresh(Session session) {
    return session.created().plus(FRESH).isAfter(clock.instant());
  }

  private List<Outside> outside(Account account) {
    List<OutsideNames.Listed> known = outside.of(account.id());
    return providers.clients().stream()
        .map(client ->
            new Outside(
                client.key(),
                client.name(),
                known.stream()
                    .filter(one -> one.issuer().equals(client.issuer()))
                    .map(OutsideNames.Listed::subject)
                    .findFirst()
                    .orElse("")))
        .toList();
  }
}
