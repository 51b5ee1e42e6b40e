package org.offprint.server.account;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.offprint.server.account.MailLinks.Purpose;
import org.offprint.server.mail.Mail;
import org.offprint.server.mail.MailFailed;
import org.offprint.server.mail.Mailer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mails links, beside the request that asks for one: whether an address is known here can be told
/// neither from the answer nor from the time it takes.
public final class LinkMail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkMail.class);

  /// Mails that wait; more are dropped, and whoever waits asks again.
  private static final int MOST_WAITING = 500;

  private final Accounts accounts;
  private final MailLinks links;
  private final Mailer mailer;
  private final String site;
  private final String name;
  private final ThreadPoolExecutor post =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().name("link mail").daemon().factory());

  /// @param site the public address, which links begin with
  /// @param name what the site calls itself
  public LinkMail(Accounts accounts, MailLinks links, Mailer mailer, URI site, String name) {
    this.accounts = accounts;
    this.links = links;
    this.mailer = mailer;
    this.site = site.toString().replaceFirst("/+$", "");
    this.name = name;
  }

  /// Whether there is a server to hand mails to.
  public boolean ready() {
    return mailer.ready();
  }

  /// Mails a link to whoever has confirmed an address here, if anybody has. Returns at once.
  ///
  /// @param purpose to sign in, or to give a new password
  public void ask(String address, Purpose purpose) {
    later(() ->
        accounts
            .byMail(address.strip())
            // To the address that was confirmed, not to another spelling of it.
            .ifPresent(account -> send(account, purpose, Objects.requireNonNull(account.mail()))));
  }

  /// Mails a link that confirms an address to it. Returns at once.
  public void confirm(Account account, String address) {
    later(() -> send(account, Purpose.confirm, address));
  }

  /// Tells an account's confirmed address what has been changed. Returns at once.
  public void tell(Account account, String what) {
    tell(
        account,
        what,
        "ask for a new password at %s/sign-in/mail?for=reset and write to whoever runs the site"
            .formatted(site));
  }

  /// Tells the address that an account had until now that it is so no more: by it nobody can sign
  /// in any longer. Returns at once.
  public void tellFormer(Account before, String what) {
    tell(before, what, "write to whoever runs the site");
  }

  private void tell(Account account, String what, String otherwise) {
    String to = account.mail();
    if (to != null && account.mailConfirmed() != null) {
      later(() ->
          mailer.send(
              new Mail(
                  to,
                  "%s: your account %s".formatted(name, account.name()),
                  "%s%n%nIf that was not you, %s.%n".formatted(what, otherwise))));
    }
  }

  private void send(Account account, Purpose purpose, String address) {
    links
        .create(account, purpose, address)
        .ifPresent(code -> mailer.send(mail(account, purpose, address, code)));
  }

  private Mail mail(Account account, Purpose purpose, String address, String code) {
    String wish =
        switch (purpose) {
          case enter -> "sign in to %s (%s) as %s";
          case reset -> "give the account on %s (%s) called %s a new password";
          case confirm -> "use this address for the account on %s (%s) called %s";
        };
    String subject =
        switch (purpose) {
          case enter -> "Sign in to %s";
          case reset -> "A new password for %s";
          case confirm -> "Your address on %s";
        };
    return new Mail(
        address,
        subject.formatted(name),
        """
        Somebody, probably you, wants to %s.

        Open this address within %d minutes and press the button there:

        %s/link?code=%s

        It works once. If that was not you, do nothing, and nothing happens.
        """
            .formatted(wish.formatted(name, site, account.name()), LASTS.toMinutes(), site, code));
  }

  private static final Duration LASTS = MailLinks.LASTS;

  private void later(Runnable work) {
    if (!ready()) {
      return;
    }
    try {
      post.execute(() -> {
        try {
          work.run();
        } catch (MailFailed e) {
          LOG.warn("a mail about an account was not sent: {}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.error("a mail about an account was not sent", e);
        }
      });
    } catch (RejectedExecutionException full) {
      LOG.warn("{} mails about accounts wait already; one was dropped", MOST_WAITING);
    }
  }

  @Override
  public void close() {
    post.shutdownNow();
  }
}
