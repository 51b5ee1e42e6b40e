package org.offprint.catalog.plugin;

/// A jar that cannot be a plug-in; the message names it, what is wrong and what was expected.
public final class PluginRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PluginRefused(String jar, String why) {
    super("plug-in %s is left out: %s".formatted(jar, why));
  }

  public PluginRefused(String jar, String why, Throwable cause) {
    super("plug-in %s is left out: %s".formatted(jar, why), cause);
  }
}
