package org.offprint.server;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Somebody without an account who keeps cookies, as a browser does, and follows no redirect by
/// themselves.
public final class Browser {
  private final TestServer server;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  public Browser(TestServer server) {
    this.server = server;
  }

  /// @param address on the server, or whole
  public HttpResponse<String> get(String address) {
    return kept(server.send(request(address).GET().build()));
  }

  /// Sends a form of a page of the server.
  ///
  /// @param fields `name=value`
  public HttpResponse<String> post(String path, String... fields) {
    String form = Arrays.stream(fields).map(Browser::encoded).collect(Collectors.joining("&"));
    return kept(
        server.send(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", server.address())
                .POST(BodyPublishers.ofString(form))
                .build()));
  }

  /// The same with what the forms of whoever is signed in carry.
  public HttpResponse<String> postProved(String path, String... fields) {
    String[] more = Arrays.copyOf(fields, fields.length + 1);
    more[fields.length] = "proof=" + proof();
    return post(path, more);
  }

  public String proof() {
    Matcher proof = Pattern.compile("name=\"proof\" value=\"([^\"]+)\"").matcher(get("/me").body());
    if (!proof.find()) {
      throw new AssertionError("nobody is signed in");
    }
    return proof.group(1);
  }

  public boolean isSignedIn() {
    return get("/me").statusCode() == 200;
  }

  public String cookie(String name) {
    return cookies.getOrDefault(name, "");
  }

  public void setCookie(String name, String value) {
    cookies.put(name, value);
  }

  private HttpRequest.Builder request(String address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(address.startsWith("http") ? address : server.address() + address));
    if (!cookies.isEmpty() && !request.build().uri().getPath().startsWith("/issuer")) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<String> kept(HttpResponse<String> answer) {
    for (String set : answer.headers().allValues("Set-Cookie")) {
      String[] pair = set.split(";")[0].split("=", 2);
      if (pair[1].isEmpty()) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return answer;
  }

  private static String encoded(String field) {
    int at = field.indexOf('=');
    return field.substring(0, at + 1)
        + URLEncoder.encode(field.substring(at + 1), StandardCharsets.UTF_8);
  }
}
