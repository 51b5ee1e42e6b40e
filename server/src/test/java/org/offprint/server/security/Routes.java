package org.offprint.server.security;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.server.TestServer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Every address that the server answers, as the server itself lists them: what is tested of all of
/// them holds for those that are written tomorrow.
final class Routes {
  /// A member that a test makes, for addresses with the name of one.
  static final String SOMEBODY = "somebody";

  private static final Pattern VARIABLE =
      Pattern.compile("\\{(\\*?)(\\w+)(?::([^{}]*(?:\\{[^}]*\\}[^{}]*)*))?\\}");

  /// One address and one method.
  record Route(String method, String pattern) {
    boolean writes() {
      return !method.equals("GET");
    }

    /// The API's and the agents' doors, which take tokens.
    boolean takesTokens() {
      return pattern.startsWith("/api/") || pattern.equals("/mcp");
    }

    boolean hasVariable() {
      return pattern.contains("{");
    }

    /// An address that the pattern answers.
    String sample() {
      return VARIABLE
          .matcher(pattern.replace("{archive}/{id}", "cs/0112017"))
          .replaceAll(found -> Matcher.quoteReplacement(value(found)));
    }

    private static String value(java.util.regex.MatchResult found) {
      String name = found.group(2);
      String form = found.group(3) == null ? "" : found.group(3);
      if (form.contains("\\d{4}")) {
        return "2026-03-05";
      }
      if (form.startsWith("\\d") || form.startsWith("[0-9]") || form.startsWith("[1-9]")) {
        return "1";
      }
      return switch (name) {
        case "provider" -> "oidc";
        case "id", "paper" -> found.group(1).isEmpty() ? "2603.00002" : "/2603.00002";
        case "name" -> SOMEBODY;
        default -> "x";
      };
    }

    @Override
    public String toString() {
      return method + " " + pattern;
    }
  }

  private Routes() {}

  static List<Route> of(TestServer server) {
    List<Route> all = new ArrayList<>();
    server
        .context()
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(mapping -> {
          Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
          for (String pattern : mapping.getPatternValues()) {
            if (methods.isEmpty()) {
              all.add(new Route("GET", pattern)); // Boot's own page of errors
            }
            methods.forEach(method -> all.add(new Route(method.name(), pattern)));
          }
        });
    all.sort(Comparator.comparing(Route::pattern).thenComparing(Route::method));
    return all;
  }

  static List<Route> writing(TestServer server) {
    return of(server).stream().filter(Route::writes).toList();
  }

  /// A request as a form sends it.
  static HttpRequest.Builder form(TestServer server, Route route, String body) {
    return HttpRequest.newBuilder(URI.create(server.address() + route.sample()))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .method(route.method(), BodyPublishers.ofString(body));
  }
}
