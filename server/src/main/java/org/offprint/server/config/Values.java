package org.offprint.server.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How each type of setting is written. To read a value of another type, add it to {@link #read}
/// and to {@link #expected}.
final class Values {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Values() {}

  /// The value that a text stands for.
  ///
  /// @throws RuntimeException of any kind if it stands for none; {@link #expected} says what was
  static Object read(Definition definition, String text) {
    Type type = definition.type();
    if (type == String.class || type == Secret.class) {
      require(text.matches("(?s)" + definition.setting().form()));
      return type == Secret.class ? new Secret(text) : text;
    }
    if (type == int.class) {
      int number = Integer.parseInt(text);
      require(number >= definition.setting().min() && number <= definition.setting().max());
      return number;
    }
    if (type == boolean.class) {
      require(text.equals("true") || text.equals("false"));
      return text.equals("true");
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type == ZoneId.class) {
      return ZoneId.of(text);
    }
    if (type == Path.class) {
      require(!text.isEmpty());
      return Path.of(text);
    }
    if (type == URI.class) {
      return site(text);
    }
    if (type == InetAddress.class) {
      return InetAddress.ofLiteral(text);
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      return Arrays.stream(choice.getEnumConstants())
          .filter(constant -> constant.toString().equals(text))
          .findFirst()
          .orElseThrow();
    }
    if (isNetworks(type)) {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .map(Cidr::parse)
          .toList();
    }
    throw new AssertionError("no way to read a " + type + " for " + definition.key());
  }

  /// What a text has to be, as the end of a sentence.
  static String expected(Definition definition) {
    Setting setting = definition.setting();
    Type type = definition.type();
    if (!setting.expected().isEmpty()) {
      return setting.expected();
    }
    if (type == int.class) {
      return setting.max() == Integer.MAX_VALUE
          ? "a whole number from " + setting.min()
          : "a whole number from %d to %d".formatted(setting.min(), setting.max());
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a duration above zero, such as 500ms, 30s, 5m, 2h or 1d";
    }
    if (type == ZoneId.class) {
      return "a time zone such as UTC, Europe/Berlin or America/New_York";
    }
    if (type == Path.class) {
      return "a file or folder";
    }
    if (type == URI.class) {
      return "an address with http:// or https:// and a host, without query";
    }
    if (type == InetAddress.class) {
      return "an IP address such as 127.0.0.1, 0.0.0.0 or ::1";
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      return "one of "
          + Arrays.stream(choice.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    return isNetworks(type)
        ? "networks separated by commas, such as 10.0.0.0/8, ::1/128"
        : "a text";
  }

  private static boolean isNetworks(Type type) {
    return type instanceof ParameterizedType list
        && list.getRawType() == List.class
        && list.getActualTypeArguments()[0] == Cidr.class;
  }

  private static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    require(parts.matches());
    long number = Long.parseLong(parts.group(1));
    require(number > 0);
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /// Without the slash at the end, so that a path can be put behind it.
  private static URI site(String text) {
    URI uri = URI.create(text.replaceFirst("/+$", ""));
    require(String.valueOf(uri.getScheme()).matches("https?") && uri.getHost() != null);
    require(uri.getQuery() == null && uri.getFragment() == null && uri.getUserInfo() == null);
    return uri;
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalArgumentException();
    }
  }
}
