package org.offprint.server.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/// A provider that describes itself well and then answers with an ID token of the test's choice.
final class EvilProvider implements AutoCloseable {
  static final String CLIENT = "offprint";
  static final String SECRET = "a client's secret of thirty-two bytes or more";

  private final HttpServer server;
  private final RSAKey key;
  private final RSAKey foreign;
  private String nonce = "";
  private String discoveredIssuer;
  private UnaryOperator<Map<String, Object>> change = claims -> claims;
  private Signature signature = Signature.own;

  enum Signature {
    own,
    none,
    /// By the secret of the client, which the client itself could make.
    shared,
    /// By a key that is not one of the provider's, under the name of one.
    foreign
  }

  EvilProvider() {
    try {
      key = new RSAKeyGenerator(2048).keyID("one").generate();
      foreign = new RSAKeyGenerator(2048).keyID("one").generate();
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException | JOSEException e) {
      throw new IllegalStateException(e);
    }
    discoveredIssuer = issuer();
    server.createContext("/", this::answer);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/issuer";
  }

  void describesItselfAs(String issuer) {
    discoveredIssuer = issuer;
  }

  /// @param asked the nonce of the request, which an honest answer repeats
  void answersWith(String asked, Signature by, UnaryOperator<Map<String, Object>> changed) {
    nonce = asked;
    signature = by;
    change = changed;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body =
        switch (path) {
          case "/issuer/.well-known/openid-configuration" ->
              json(
                  Map.of(
                      "issuer",
                      discoveredIssuer,
                      "authorization_endpoint",
                      issuer() + "/authorize",
                      "token_endpoint",
                      issuer() + "/token",
                      "jwks_uri",
                      issuer() + "/keys",
                      "subject_types_supported",
                      java.util.List.of("public"),
                      "response_types_supported",
                      java.util.List.of("code"),
                      "id_token_signing_alg_values_supported",
                      java.util.List.of("RS256", "HS256", "none")));
          case "/issuer/keys" -> json(new JWKSet(key.toPublicJWK()).toJSONObject());
          case "/issuer/token" ->
              json(
                  Map.of(
                      "access_token",
                      "x",
                      "token_type",
                      "Bearer",
                      "expires_in",
                      3600,
                      "id_token",
                      token().serialize()));
          default -> new byte[0];
        };
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private JWT token() {
    Instant now = Instant.now();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", "mallory");
    claims.put("aud", CLIENT);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(300).getEpochSecond());
    claims.put("nonce", nonce);
    JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
    change
        .apply(claims)
        .forEach((name, value) ->
            set.claim(
                name,
                value instanceof Long seconds ? Date.from(Instant.ofEpochSecond(seconds)) : value));
    try {
      return switch (signature) {
        case none -> new PlainJWT(set.build());
        case shared -> {
          SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set.build());
          jwt.sign(new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8)));
          yield jwt;
        }
        case own, foreign -> {
          SignedJWT jwt =
              new SignedJWT(
                  new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), set.build());
          jwt.sign(new RSASSASigner(signature == Signature.own ? key : foreign));
          yield jwt;
        }
      };
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] json(Object value) {
    return JsonMapper.shared().writeValueAsBytes(value);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
