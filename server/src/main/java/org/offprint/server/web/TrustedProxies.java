package org.offprint.server.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.offprint.server.config.Cidr;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/// Believes `X-Forwarded-For` and `X-Forwarded-Proto` from the proxies that the settings name, and
/// from nobody else. The caller is the last address in the list that is no such proxy.
public final class TrustedProxies extends OncePerRequestFilter implements Ordered {
  private final List<Cidr> trusted;

  public TrustedProxies(List<Cidr> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /// Before every filter that asks who the caller is or whether the connection is secure.
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!isTrusted(request.getRemoteAddr())) {
      chain.doFilter(request, response);
      return;
    }
    String caller = caller(request);
    boolean secure =
        "https"
                .equals(
                    String.valueOf(request.getHeader("X-Forwarded-Proto")).toLowerCase(Locale.ROOT))
            || request.isSecure();
    chain.doFilter(
        new HttpServletRequestWrapper(request) {
          @Override
          public String getRemoteAddr() {
            return caller;
          }

          @Override
          public boolean isSecure() {
            return secure;
          }

          @Override
          public String getScheme() {
            return secure ? "https" : "http";
          }
        },
        response);
  }

  private String caller(HttpServletRequest request) {
    String header = request.getHeader("X-Forwarded-For");
    String caller = request.getRemoteAddr();
    for (String hop : header == null ? List.<String>of() : List.of(header.split(",")).reversed()) {
      if (!hop.strip().matches("[0-9a-fA-F:.]+")) {
        return caller; // not an address: believe nothing from here on
      }
      caller = hop.strip();
      if (!isTrusted(caller)) {
        return caller;
      }
    }
    return caller;
  }

  private boolean isTrusted(String text) {
    try {
      InetAddress address = InetAddress.getByName(text);
      return trusted.stream().anyMatch(network -> network.contains(address));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
