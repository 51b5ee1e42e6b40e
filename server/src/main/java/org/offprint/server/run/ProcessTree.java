package org.offprint.server.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A process and all that came from it, as Linux tells in `/proc`. Where the process has a
/// namespace of its own, nothing can leave the tree; elsewhere one that gave up its parent is still
/// known by its session, by its user or the folder it works in where those are the run's own, or
/// from having been seen before.
final class ProcessTree {
  private static final Path PROC = Path.of("/proc");

  /// One process. Its start, in ticks since the machine's, tells it from a later one of the same
  /// number.
  private record Member(long pid, long parent, long session, long start, int threads, char state) {}

  /// What all use together.
  record Use(int processes, int threads, long memoryBytes) {}

  private final long root;
  private final int uid;
  private final @Nullable Path folder;
  private final long rootStart;
  private final Map<Long, Long> seen = new HashMap<>();

  /// @param uid whose processes all belong to the tree, whoever started them; -1 for nobody's
  /// @param folder what works in it belongs to the tree too; null for no folder
  ProcessTree(long root, int uid, @Nullable Path folder) {
    this.root = root;
    this.uid = uid;
    this.folder = folder;
    Member first = read(PROC.resolve("" + root));
    this.rootStart = first == null ? -1 : first.start;
  }

  static boolean readable() {
    return Files.isReadable(PROC.resolve("self").resolve("stat"));
  }

  /// Whether no process belongs to a user.
  static boolean isFree(int user) {
    return all().keySet().stream().noneMatch(pid -> owner(pid) == user);
  }

  Use use() {
    int threads = 0;
    long memory = 0;
    Collection<Member> members = members();
    for (Member member : members) {
      threads += member.threads;
      memory += memory(member.pid);
    }
    return new Use(members.size(), threads, memory);
  }

  /// Ends all of them, and returns whether none is left. What forks meanwhile is found in the next
  /// round.
  boolean end() {
    for (int round = 0; round < 200; round++) {
      Collection<Member> members = members();
      if (members.isEmpty()) {
        return true;
      }
      for (Member member : members) {
        ProcessHandle.of(member.pid).ifPresent(ProcessHandle::destroyForcibly);
      }
      try {
        Thread.sleep(round < 20 ? 10 : 50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  /// Files that are still open although their names are gone take room that no folder shows.
  long unnamedBytes() {
    long bytes = 0;
    Set<Object> counted = new HashSet<>();
    for (Member member : members()) {
      try (DirectoryStream<Path> open =
          Files.newDirectoryStream(PROC.resolve(member.pid + "/fd"))) {
        for (Path file : open) {
          bytes += unnamed(file, counted);
        }
      } catch (IOException e) {
        // it ended meanwhile, or is not ours to look into
      }
    }
    return bytes;
  }

  private static long unnamed(Path open, Set<Object> counted) {
    try {
      if (!Files.readSymbolicLink(open).toString().endsWith(" (deleted)")) {
        return 0;
      }
      Map<String, Object> file = Files.readAttributes(open, "unix:dev,ino");
      return counted.add(file) ? Files.size(open) : 0;
    } catch (IOException e) {
      return 0; // closed meanwhile
    }
  }

  private Collection<Member> members() {
    Map<Long, Member> all = all();
    Map<Long, Member> found = new LinkedHashMap<>();
    List<Member> next = new ArrayList<>();
    for (Member each : all.values()) {
      Long start = seen.get(each.pid);
      if ((each.pid == root && each.start == rootStart)
          || each.session == root
          || (start != null && start == each.start)
          || (uid > 0 && uid == owner(each.pid))
          || (folder != null && worksIn(folder, each.pid))) {
        next.add(each);
      }
    }
    while (!next.isEmpty()) {
      Member one = next.removeLast();
      if (found.put(one.pid, one) == null) {
        all.values().stream().filter(each -> each.parent == one.pid).forEach(next::add);
      }
    }
    found.values().removeIf(member -> member.state == 'Z' || member.state == 'X');
    seen.clear();
    found.values().forEach(member -> seen.put(member.pid, member.start));
    return found.values();
  }

  private static Map<Long, Member> all() {
    Map<Long, Member> all = new LinkedHashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        Member member = read(process);
        if (member != null) {
          all.put(member.pid, member);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + PROC, e);
    }
    return all;
  }

  private static @Nullable Member read(Path process) {
    try {
      String stat = new String(Files.readAllBytes(process.resolve("stat")), ISO_8859_1);
      // The name is in parentheses and may hold anything, also spaces and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return new Member(
          Long.parseLong(process.getFileName().toString()),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[3]),
          Long.parseLong(fields[19]),
          Integer.parseInt(fields[17]),
          fields[0].charAt(0));
    } catch (IOException | RuntimeException e) {
      return null; // it ended while we looked
    }
  }

  private static boolean worksIn(Path folder, long pid) {
    try {
      return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(folder);
    } catch (IOException e) {
      return false; // it ended, or is somebody else's
    }
  }

  private static int owner(long pid) {
    try {
      return (Integer) Files.getAttribute(PROC.resolve("" + pid), "unix:uid");
    } catch (IOException e) {
      return -1;
    }
  }

  /// What cannot be read again from a file: anonymous and shared memory.
  private static long memory(long pid) {
    try {
      long kilobytes = 0;
      for (String line : Files.readAllLines(PROC.resolve(pid + "/status"), ISO_8859_1)) {
        if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
          kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return kilobytes * 1024;
    } catch (IOException e) {
      return 0;
    }
  }

  /// A text that names a process beyond doubt: its number, its start, and the life of the machine.
  static String identity(long pid) {
    Member member = read(PROC.resolve("" + pid));
    return member == null ? "" : "%d %d %s".formatted(pid, member.start, boot());
  }

  /// What is left of a process that `identity` named: its tree where that very process still runs,
  /// and what works in its folder.
  static ProcessTree left(String identity, Path folder) {
    String[] parts = identity.split(" ");
    boolean runs =
        parts.length == 3
            && parts[0].matches("\\d{1,18}")
            && identity(Long.parseLong(parts[0])).equals(identity);
    return new ProcessTree(runs ? Long.parseLong(parts[0]) : -1, -1, folder);
  }

  private static String boot() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id"), UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
