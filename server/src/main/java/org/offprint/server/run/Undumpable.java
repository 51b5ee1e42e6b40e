package org.offprint.server.run;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hides this process's environment and memory from other processes of the same user: where a run
/// can have neither a user nor a view of processes of its own, `/proc` would show it both.
final class Undumpable {
  private static final Logger LOG = LoggerFactory.getLogger(Undumpable.class);
  private static final int PR_SET_DUMPABLE = 4;

  private Undumpable() {}

  /// Returns whether it is hidden now. It costs core dumps and debuggers that attach.
  static boolean become() {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle prctl =
          Linker.nativeLinker()
              .downcallHandle(
                  SymbolLookup.libraryLookup("libc.so.6", arena).findOrThrow("prctl"),
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT,
                      ValueLayout.JAVA_INT,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG));
      return (int) prctl.invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0;
    } catch (Throwable e) {
      LOG.warn("runs: this server's environment can be read by what it runs: {}", e.toString());
      return false;
    }
  }
}
