package org.offprint.server.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import me.gosimple.nbvcxz.Nbvcxz;
import me.gosimple.nbvcxz.resources.ConfigurationBuilder;
import me.gosimple.nbvcxz.resources.Dictionary;
import me.gosimple.nbvcxz.resources.DictionaryBuilder;
import me.gosimple.nbvcxz.scoring.Result;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/// Keeps passwords as Argon2id hashes (RFC 9106; 19 MiB, two passes, one lane: the smallest that
/// OWASP's cheat sheet advises) and says which passwords are too easy: those in lists of breached
/// ones, which come with the library, and those that are guessed as fast.
public final class Passwords {
  private static final int SHORTEST = 10;
  private static final int LONGEST = 200;

  /// Guesses that a password must stand: what an attacker on the page can never make, and what
  /// takes one with the hashes weeks.
  private static final double FEWEST_GUESSES = 1e9;

  /// Each hash takes 19 MiB while it is made.
  private static final Semaphore AT_ONCE = new Semaphore(4);

  private static final Argon2PasswordEncoder ENCODER =
      new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);

  /// Compared with where there is no account, so that the answer takes as long.
  private static final class Nobody {
    static final String HASH = ENCODER.encode("nobody has this password");
  }

  /// Read when the first password is chosen: it takes a second and some megabytes.
  private static final class Lists {
    static final List<Dictionary> ALL = ConfigurationBuilder.getDefaultDictionaries();
  }

  private Passwords() {}

  public static String hash(String password) {
    return alone(() -> ENCODER.encode(password));
  }

  /// @param hash null where there is no account or it has no password: takes as long and is false
  public static boolean matches(String password, @org.jspecify.annotations.Nullable String hash) {
    if (password.length() > LONGEST) {
      return false;
    }
    boolean same = alone(() -> ENCODER.matches(password, hash == null ? Nobody.HASH : hash));
    return same && hash != null;
  }

  /// Why a password cannot be taken; empty when it can.
  ///
  /// @param own what others know of the person: their name, their address
  public static String problem(String password, String... own) {
    if (password.length() < SHORTEST) {
      return "The password has %d characters: expected %d or more. A few words that do not belong together are easy to keep."
          .formatted(password.length(), SHORTEST);
    }
    if (password.length() > LONGEST) {
      return "The password has %d characters: expected %d or fewer."
          .formatted(password.length(), LONGEST);
    }
    List<Dictionary> lists = new ArrayList<>(Lists.ALL);
    DictionaryBuilder theirs = new DictionaryBuilder().setDictionaryName("own").setExclusion(true);
    for (String words : own) {
      for (String word : words.split("[^\\p{L}\\p{N}]+")) {
        if (word.length() > 2) {
          theirs.addWord(word.toLowerCase(Locale.ROOT), 1);
        }
      }
    }
    theirs.addWord("offprint", 1);
    lists.add(theirs.createDictionary());
    Nbvcxz nbvcxz =
        new Nbvcxz(
            new ConfigurationBuilder()
                .setDictionaries(lists)
                .setLocale(Locale.ENGLISH)
                .setMinimumEntropy(Math.log(FEWEST_GUESSES) / Math.log(2))
                .createConfiguration());
    Result result = nbvcxz.estimate(password);
    return result.isMinimumEntropyMet()
        ? ""
        : "The password is too easy to guess: it is, or is made of, words and patterns that stand in lists of stolen passwords. A few words that do not belong together are hard to guess and easy to keep.";
  }

  private static <T> T alone(java.util.function.Supplier<T> work) {
    AT_ONCE.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      AT_ONCE.release();
    }
  }
}
