package org.offprint.server.chart;

import java.util.Locale;

/// Writes SVG elements. Every text and attribute is escaped here.
final class Svg {
  private final StringBuilder markup = new StringBuilder();

  Svg(int width, int height, String className, String id, String title, String description) {
    markup
        .append("<svg class=\"chart ")
        .append(className)
        .append("\" viewBox=\"0 0 ")
        .append(width)
        .append(' ')
        .append(height)
        .append("\" role=\"img\" aria-labelledby=\"")
        .append(escaped(id))
        .append("-t ")
        .append(escaped(id))
        .append("-d\"><title id=\"")
        .append(escaped(id))
        .append("-t\">")
        .append(escaped(title))
        .append("</title><desc id=\"")
        .append(escaped(id))
        .append("-d\">")
        .append(escaped(description))
        .append("</desc>");
  }

  Svg line(String className, double x1, double y1, double x2, double y2) {
    markup.append(
        String.format(
            Locale.ROOT,
            "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>",
            className,
            x1,
            y1,
            x2,
            y2));
    return this;
  }

  Svg path(String className, CharSequence data) {
    markup.append("<path class=\"").append(className).append("\" d=\"").append(data).append("\"/>");
    return this;
  }

  Svg dot(String className, double x, double y, double radius) {
    markup.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
            className,
            x,
            y,
            radius));
    return this;
  }

  Svg box(String className, double x, double y, double width, double height) {
    markup.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            className,
            x,
            y,
            width,
            height));
    return this;
  }

  /// @param anchor `start`, `middle` or `end`
  Svg text(String className, double x, double y, String anchor, String words) {
    markup
        .append(
            String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
                className,
                x,
                y,
                anchor))
        .append(escaped(words))
        .append("</text>");
    return this;
  }

  String end() {
    return markup.append("</svg>").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
