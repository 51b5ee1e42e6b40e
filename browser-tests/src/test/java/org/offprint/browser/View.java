package org.offprint.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/// How somebody looks at a page.
enum View {
  DESKTOP_LIGHT(1280, 900, ColorScheme.LIGHT, true, true),
  DESKTOP_DARK(1280, 900, ColorScheme.DARK, true, true),
  PHONE_LIGHT(390, 844, ColorScheme.LIGHT, true, false),
  PHONE_DARK(390, 844, ColorScheme.DARK, true, true),
  NARROW(320, 640, ColorScheme.LIGHT, true, true),
  DESKTOP_WITHOUT_SCRIPT(1280, 900, ColorScheme.LIGHT, false, false),
  NARROW_WITHOUT_SCRIPT(320, 640, ColorScheme.DARK, false, false);

  final int width;
  final int height;
  final ColorScheme scheme;
  final boolean script;

  /// Whether the accessibility checker runs: each width and each scheme once.
  final boolean axe;

  View(int width, int height, ColorScheme scheme, boolean script, boolean axe) {
    this.width = width;
    this.height = height;
    this.scheme = scheme;
    this.script = script;
    this.axe = axe;
  }

  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setColorScheme(scheme)
        .setReducedMotion(ReducedMotion.REDUCE)
        .setJavaScriptEnabled(script)
        .setHasTouch(width < 700);
  }

  String fileName() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
