package org.offprint.server.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One OpenID provider, asked by OpenID Connect Core 1.0 with the code flow, PKCE (RFC 7636), state
/// and nonce. Nimbus parses and checks; what is checked of an ID token is its signature by a key of
/// the provider, issuer, audience, times and nonce.
public final class Provider {
  private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
  private static final int PATIENCE = (int) Duration.ofSeconds(10).toMillis();
  private static final int MOST_BYTES = 1 << 20;
  private static final Duration ASK_AGAIN = Duration.ofHours(1);

  /// What we take signatures by: keys that the provider alone has. `none`, and those that any
  /// client could make with its own secret, are not among them.
  private static final Set<JWSAlgorithm> SIGNATURES = Set.copyOf(JWSAlgorithm.Family.SIGNATURE);

  /// @param key what our addresses call it
  /// @param name what pages call it
  /// @param secret empty for a public client
  /// @param orcid whether its subjects are ORCID identifiers
  /// @param registration whether everybody whom it knows may make an account
  public record Client(
      String key,
      String name,
      String issuer,
      String id,
      String secret,
      boolean orcid,
      boolean registration) {
    @Override
    public String toString() {
      return "Client[" + key + ", " + issuer + "]"; // no secret
    }
  }

  /// What is remembered between sending somebody to the provider and their return.
  record Asked(State state, Nonce nonce, CodeVerifier verifier) {
    static Asked anew() {
      return new Asked(new State(32), new Nonce(32), new CodeVerifier());
    }
  }

  /// What becomes of somebody's return.
  sealed interface Returned {
    /// @param mail an address that the provider says it has confirmed; empty where there is none
    /// @param shown what to call them; empty where it does not say
    /// @param name what they are called there, as a proposal; may be no name that we take
    record Known(String subject, String mail, String shown, String name) implements Returned {}

    /// @param why in words for the one who asked
    record Refused(String why) implements Returned {}
  }

  private record Described(
      OIDCProviderMetadata metadata, IDTokenValidator validator, Instant asked) {}

  private final Client client;
  private final InstantSource clock;
  private @Nullable Described described;

  public Provider(Client client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  public Client client() {
    return client;
  }

  /// Where to send somebody.
  ///
  /// @param back where they come back to
  /// @throws ProviderFailed if the provider does not describe itself
  URI ask(Asked asked, URI back) throws ProviderFailed {
    com.nimbusds.oauth2.sdk.Scope scope =
        client.orcid()
            ? new com.nimbusds.oauth2.sdk.Scope("openid")
            : new com.nimbusds.oauth2.sdk.Scope("openid", "email", "profile");
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, scope, new ClientID(client.id()), back)
        .endpointURI(described().metadata().getAuthorizationEndpointURI())
        .state(asked.state())
        .nonce(asked.nonce())
        .codeChallenge(asked.verifier(), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /// Who came back.
  ///
  /// @param with the address with which they came, with all its parameters
  Returned finish(Asked asked, URI back, URI with) throws ProviderFailed {
    Described provider = described();
    try {
      AuthenticationResponse response = AuthenticationResponseParser.parse(with);
      if (!asked.state().equals(response.getState())) {
        return new Returned.Refused("The answer does not belong to this attempt.");
      }
      Issuer from = response.getIssuer();
      if (from != null && !from.equals(provider.metadata().getIssuer())) {
        return new Returned.Refused("The answer comes from another provider."); // RFC 9207
      }
      if (!response.indicatesSuccess()) {
        return new Returned.Refused(
            "%s did not let you in (%s)."
                .formatted(
                    client.name(), plain(response.toErrorResponse().getErrorObject().getCode())));
      }
      AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
      if (code == null) {
        return new Returned.Refused("The answer has no code.");
      }
      TokenResponse tokens =
          OIDCTokenResponseParser.parse(send(tokenRequest(provider.metadata(), code, asked, back)));
      if (!tokens.indicatesSuccess()) {
        return new Returned.Refused(
            "%s did not take the code of the answer (%s)."
                .formatted(
                    client.name(), plain(tokens.toErrorResponse().getErrorObject().getCode())));
      }
      OIDCTokenResponse success = (OIDCTokenResponse) tokens.toSuccessResponse();
      if (success.getOIDCTokens().getIDToken() == null) {
        return new Returned.Refused("%s did not say who you are.".formatted(client.name()));
      }
      IDTokenClaimsSet claims =
          provider.validator().validate(success.getOIDCTokens().getIDToken(), asked.nonce());
      return known(provider.metadata(), claims, success.getOIDCTokens().getAccessToken());
    } catch (BadJOSEException | JOSEException | ParseException e) {
      LOG.warn(
          "{} answered a sign-in with what cannot be believed: {}",
          client.issuer(),
          plain(e.getMessage()));
      return new Returned.Refused(
          "%s answered with what cannot be believed.".formatted(client.name()));
    } catch (IOException e) {
      throw new ProviderFailed(
          "%s does not answer: %s".formatted(client.issuer(), e.getMessage()), e);
    }
  }

  private HTTPRequest tokenRequest(
      OIDCProviderMetadata metadata, AuthorizationCode code, Asked asked, URI back) {
    AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, back, asked.verifier());
    ClientID id = new ClientID(client.id());
    if (client.secret().isEmpty()) {
      return new TokenRequest.Builder(metadata.getTokenEndpointURI(), id, grant)
          .build()
          .toHTTPRequest();
    }
    List<ClientAuthenticationMethod> takes = metadata.getTokenEndpointAuthMethods();
    Secret secret = new Secret(client.secret());
    ClientAuthentication proof =
        takes == null || takes.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            ? new ClientSecretBasic(id, secret)
            : new ClientSecretPost(id, secret);
    return new TokenRequest.Builder(metadata.getTokenEndpointURI(), proof, grant)
        .build()
        .toHTTPRequest();
  }

  private Returned known(OIDCProviderMetadata metadata, IDTokenClaimsSet claims, AccessToken token)
      throws IOException, ParseException {
    String subject = claims.getSubject().getValue();
    if (client.orcid()) {
      return Orcid.is(subject)
          ? new Returned.Known(subject, "", fullName(claims), "")
          : new Returned.Refused("The answer has no ORCID identifier.");
    }
    ClaimsSet about = claims;
    if (claims.getStringClaim("email") == null && metadata.getUserInfoEndpointURI() != null) {
      UserInfoResponse more =
          UserInfoResponse.parse(
              send(new UserInfoRequest(metadata.getUserInfoEndpointURI(), token).toHTTPRequest()));
      if (more.indicatesSuccess() && more.toSuccessResponse().getUserInfo() != null) {
        var info = more.toSuccessResponse().getUserInfo();
        if (!info.getSubject().equals(claims.getSubject())) {
          return new Returned.Refused("The answer speaks of two people.");
        }
        about = info;
      }
    }
    String mail = about.getStringClaim("email");
    boolean confirmed = Boolean.TRUE.equals(about.getBooleanClaim("email_verified"));
    return new Returned.Known(
        subject,
        confirmed && mail != null && Accounts.isMail(mail) ? mail : "",
        fullName(about),
        text(about.getStringClaim("preferred_username")));
  }

  private static String fullName(ClaimsSet claims) {
    String name = text(claims.getStringClaim("name"));
    return name.isEmpty()
        ? (text(claims.getStringClaim("given_name"))
                + " "
                + text(claims.getStringClaim("family_name")))
            .strip()
        : name;
  }

  private static String text(@Nullable String claim) {
    return claim == null ? "" : claim.strip();
  }

  private static com.nimbusds.oauth2.sdk.http.HTTPResponse send(HTTPRequest request)
      throws IOException {
    request.setConnectTimeout(PATIENCE);
    request.setReadTimeout(PATIENCE);
    request.setFollowRedirects(false);
    request.setAccept("application/json");
    return request.send();
  }

  /// What the provider says of itself; asked for again every hour, since keys and addresses change.
  private synchronized Described described() throws ProviderFailed {
    Described known = described;
    Instant now = clock.instant();
    if (known != null && known.asked().plus(ASK_AGAIN).isAfter(now)) {
      return known;
    }
    try {
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(new Issuer(client.issuer()), PATIENCE, PATIENCE);
      if (metadata.getAuthorizationEndpointURI() == null
          || metadata.getTokenEndpointURI() == null
          || metadata.getJWKSetURI() == null) {
        throw new ProviderFailed(client.issuer() + " names no addresses to sign in at", null);
      }
      Described fresh = new Described(metadata, validator(metadata), now);
      described = fresh;
      return fresh;
    } catch (GeneralException | IOException e) {
      if (known != null) {
        return known; // better old addresses than none
      }
      throw new ProviderFailed(
          "%s does not describe itself: %s".formatted(client.issuer(), e.getMessage()), e);
    }
  }

  private IDTokenValidator validator(OIDCProviderMetadata metadata) throws MalformedURLException {
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(
                metadata.getJWKSetURI().toURL(),
                new DefaultResourceRetriever(PATIENCE, PATIENCE, MOST_BYTES))
            .retrying(true)
            .build();
    Set<JWSAlgorithm> algorithms = new HashSet<>(SIGNATURES);
    List<JWSAlgorithm> theirs = metadata.getIDTokenJWSAlgs();
    algorithms.retainAll(theirs == null ? List.of(JWSAlgorithm.RS256) : theirs);
    if (algorithms.isEmpty()) {
      algorithms.add(JWSAlgorithm.RS256); // what every provider must have
    }
    return new IDTokenValidator(
        metadata.getIssuer(),
        new ClientID(client.id()),
        new JWSVerificationKeySelector<>(algorithms, keys),
        null);
  }

  /// What somebody else wrote, fit for a log and a page.
  private static String plain(@Nullable String text) {
    String kept = String.valueOf(text).replaceAll("[^\\x20-\\x7e]", "?");
    return kept.length() > 200 ? kept.substring(0, 200) : kept;
  }
}
