package org.offprint.server.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// As whom PostgreSQL runs, since it refuses to run as root. An ordinary user simply runs it. Root
/// tries, in this order and each by really starting a program: a user namespace, in which the files
/// stay root's own while PostgreSQL sees an ordinary user; an unprivileged account; that account
/// with the one capability to pass through folders it may not enter, for data in a private home.
///
/// @param way which of them it is
/// @param prefix what stands before each command
/// @param uid who owns the files of the cluster
/// @param gid their group
record RunAs(Way way, List<String> prefix, int uid, int gid) {
  /// Kinds of ways, in the order in which they are tried.
  enum Way {
    plain,
    userNamespace,
    setpriv,
    setprivReadSearch,
    setprivOverride,
    runuser,
    su
  }

  private record Account(String name, int uid, int gid) {
    RunAs through(Way way, List<String> prefix) {
      return new RunAs(way, prefix, uid, gid);
    }
  }

  private static final Duration BOUND = Duration.ofMinutes(1);

  /// Chooses the first way that works for the programs in `binaries`. A cluster that an
  /// unprivileged account owns stays with that account.
  static RunAs choose(PostgresBinaries binaries, Path cluster, Set<Way> allowed) {
    com.sun.security.auth.module.UnixSystem self = new com.sun.security.auth.module.UnixSystem();
    if (self.getUid() != 0) {
      return asOurselves(cluster, (int) self.getUid(), (int) self.getGid());
    }
    Map<String, String> refusals = new LinkedHashMap<>();
    for (RunAs candidate : candidates(cluster)) {
      if (!allowed.contains(candidate.way)) {
        continue;
      }
      Optional<String> refusal = candidate.refusal(binaries);
      if (refusal.isEmpty()) {
        return candidate;
      }
      refusals.put(String.join(" ", candidate.prefix), refusal.get());
    }
    StringBuilder tried = new StringBuilder();
    refusals.forEach(
        (prefix, refusal) -> tried.append("\n  ").append(prefix).append(": ").append(refusal));
    throw new DatabaseUnavailable(
        ("PostgreSQL refuses to run as root, and no way to run it as somebody else works here. Run Offprint as an ordinary user"
                + " (in a container: --user 1000 and a data folder of that user), or set database.url to a PostgreSQL of your own. Tried:%s")
            .formatted(tried));
  }

  static Set<Way> anyWay() {
    return EnumSet.allOf(Way.class);
  }

  private static RunAs asOurselves(Path cluster, int uid, int gid) {
    try {
      if (Files.exists(cluster) && Folders.owner(cluster) != uid) {
        throw new DatabaseUnavailable(
            "%s belongs to user %d and this process runs as user %d. Run it as the same user or as root, or: chown -R %d %s"
                .formatted(cluster, Folders.owner(cluster), uid, uid, cluster));
      }
      return new RunAs(Way.plain, List.of(), uid, gid);
    } catch (IOException e) {
      throw new DatabaseUnavailable("Cannot see who owns %s: %s".formatted(cluster, e), e);
    }
  }

  private static List<RunAs> candidates(Path cluster) {
    List<RunAs> all = new ArrayList<>();
    Optional<Account> owner = owner(cluster);
    owner.ifPresent(account -> all.addAll(setprivs(account)));
    all.add(new RunAs(Way.userNamespace, List.of("unshare", "--user"), 0, 0));
    Set<Account> accounts = new LinkedHashSet<>(accounts());
    owner.ifPresent(accounts::remove);
    accounts.forEach(account -> all.addAll(setprivs(account)));
    owner.ifPresent(account -> all.addAll(logins(account)));
    accounts.forEach(account -> all.addAll(logins(account)));
    return all;
  }

  private static List<RunAs> setprivs(Account account) {
    List<String> drop =
        List.of(
            "setpriv",
            "--reuid",
            "" + account.uid,
            "--regid",
            "" + account.gid,
            "--clear-groups",
            "--inh-caps=-all");
    return List.of(
        account.through(Way.setpriv, drop),
        account.through(Way.setprivReadSearch, keeping(account, "dac_read_search")),
        account.through(Way.setprivOverride, keeping(account, "dac_override")));
  }

  /// PostgreSQL asks access(2) whether it can run itself, and that call ignores capabilities unless
  /// no_setuid_fixup is set.
  private static List<String> keeping(Account account, String capability) {
    return List.of(
        "setpriv",
        "--reuid",
        "" + account.uid,
        "--regid",
        "" + account.gid,
        "--clear-groups",
        "--inh-caps=-all,+" + capability,
        "--ambient-caps=-all,+" + capability,
        "--securebits=+no_setuid_fixup");
  }

  private static List<RunAs> logins(Account account) {
    return List.of(
        account.through(Way.runuser, List.of("runuser", "-u", account.name, "--")),
        account.through(
            Way.su,
            List.of("su", "-s", "/bin/sh", account.name, "-c", "exec \"$0\" \"$@\"", "--")));
  }

  /// Why this way does not work, or nothing when it does. PostgreSQL's version comes alone only if
  /// it also found its own programs.
  private Optional<String> refusal(PostgresBinaries binaries) {
    Command.Ended ended =
        Command.run(
            BOUND,
            prefix,
            "sh",
            "-c",
            "test \"$(id -u)\" != 0 && exec \"$0\" --version",
            binaries.program("postgres"));
    if (ended.well()
        && ended.output().startsWith("postgres (PostgreSQL) " + PostgresBinaries.MAJOR)
        && !ended.output().contains("\n")) {
      return Optional.empty();
    }
    return Optional.of(
        ended.output().isEmpty()
            ? "status " + ended.status()
            : ended.output().lines().findFirst().orElseThrow());
  }

  private static Optional<Account> owner(Path cluster) {
    try {
      if (!Files.exists(cluster) || Folders.owner(cluster) == 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Account(
              Files.getOwner(cluster).getName(), Folders.owner(cluster), Folders.group(cluster)));
    } catch (IOException e) {
      throw new DatabaseUnavailable("Cannot see who owns %s: %s".formatted(cluster, e), e);
    }
  }

  /// The accounts made for such a purpose that this machine has.
  private static List<Account> accounts() {
    List<Account> found = new ArrayList<>();
    for (String name : List.of("postgres", "nobody")) {
      try {
        Files.readAllLines(Path.of("/etc/passwd")).stream()
            .map(line -> line.split(":", -1))
            .filter(fields -> fields.length > 3 && fields[0].equals(name))
            .forEach(fields ->
                found.add(
                    new Account(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]))));
      } catch (IOException | NumberFormatException e) {
        // A machine without a readable list of accounts: the numbers below work without names.
      }
    }
    return found.isEmpty() ? List.of(new Account("nobody", 65534, 65534)) : found;
  }
}
