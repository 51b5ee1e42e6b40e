package org.offprint.server.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/// A repository whose launcher offers tasks that misbehave, each in one way, and one that does not.
final class FakeLab {
  static final String METHOD = "cut-cross-entropy";
  static final String PAPER = "2411.09009";
  static final String GOOD = "large-vocabulary-head";
  static final String RESULT = "large-vocabulary-head-20260314T041000Z-aaaaaaa";

  private static final List<String> TASKS =
      List.of(
          GOOD,
          "eats-memory",
          "loops",
          "forks",
          "detaches",
          "writes-many-files",
          "writes-one-file",
          "writes-a-file-without-name",
          "writes-its-log",
          "reads-environments",
          "reads-files",
          "connects",
          "links-its-result",
          "writes-no-result",
          "waits",
          "goes-on",
          "fails");

  private FakeLab() {}

  /// @param port where a listener of the test waits for somebody who must not come
  static Path write(Path home, int port) throws IOException {
    Files.createDirectories(home);
    // Temporary folders are closed to others, and the user of a run is somebody else.
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (InputStream result =
        FakeLab.class.getResourceAsStream("/results/" + METHOD + "/" + stored())) {
      Files.copy(java.util.Objects.requireNonNull(result), home.resolve("result.json"));
    }
    String list =
        TASKS.stream()
            .map("{\"task\":\"%s\",\"name\":\"A task\",\"seeds\":3}"::formatted)
            .collect(
                Collectors.joining(
                    ",",
                    "[{\"method\":\"%s\",\"name\":\"Cut cross-entropy\",\"paper\":\"%s\",\"tasks\":["
                        .formatted(METHOD, PAPER),
                    "]}]"));
    Path launcher = home.resolve("offprint");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        home=$(cd "$(dirname "$0")" && pwd)
        case $1 in
          run) echo '%s' ;;
          lab-command)
            echo "Built the methods library in 0 s." >&2
            printf '%%s\\n' 0123456789ab /bin/sh "$home/lab.sh"
            ;;
        esac
        """
            .formatted(list));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        home.resolve("lab.sh"),
        """
        home=$(dirname "$0")
        task=$4
        data=$6
        out=$8/%1$s
        echo "%1$s on $task"
        case $task in
          eats-memory) head -c 4000000000 /dev/zero | tail ;;
          loops) while :; do :; done ;;
          forks) while :; do sleep 600 & done ;;
          detaches)
            setsid sh -c 'sleep 600' &
            sh -c '(setsid sleep 600 &)'
            echo away
            sleep 600
            ;;
          writes-many-files) i=0; while :; do head -c 500000 /dev/zero > "$data/$i"; i=$((i + 1)); done ;;
          writes-one-file) cat /dev/zero > "$data/one"; sleep 600 ;;
          writes-a-file-without-name) exec 9> "$data/gone"; rm "$data/gone"; head -c 30000000 /dev/zero >&9; sleep 600 ;;
          writes-its-log) while :; do echo "the same line, again and again and again and again and again"; done ;;
          reads-environments)
            env
            cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'
            cat /proc/$PPID/environ 2>&1
            cat /proc/*/cmdline 2>/dev/null | tr '\\0' ' '
            ;;
          reads-files)
            cat "$data"/../../../setup-code "$data"/../../../mail-key 2>&1
            ls "$data"/../../.. /root /home 2>&1
            echo written > "$home/written"
            ;;
          connects) bash -c 'exec 3<>/dev/tcp/127.0.0.1/%2$d && echo connected' ;;
          links-its-result) mkdir -p "$out"; ln -s /etc/passwd "$out/%3$s.json" ;;
          writes-no-result) ;;
          waits) echo "waits: 1/10, loss 0.5, 1.0 steps/s, 9 s left"; sleep 600 ;;
          fails) echo "the data is not there; put it into a folder"; exit 1 ;;
          goes-on)
            if [ ! -e "$data/seed-1" ]; then
              touch "$data/seed-1"
              sleep 600
            fi
            echo "seed 1 was done before"
            ;;
          *)
            for i in 1 2 3; do echo "seed 1: $i/3, loss 0.5, 1.0 steps/s, 1 s left"; sleep 1; done
            mkdir -p "$out"
            cp "$home/result.json" "$out/%3$s.json"
            ;;
        esac
        """
            .formatted(METHOD, port, RESULT));
    return home;
  }

  private static String stored() throws IOException {
    try (var files = Files.list(Path.of("..", "results", METHOD))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(GOOD) && name.endsWith(".json"))
          .findFirst()
          .orElseThrow();
    }
  }
}
